--
-- PostgreSQL database dump; all values in it are made up
--

SET client_encoding = 'UTF8';

CREATE TABLE public.customers (
    id integer NOT NULL,
    email text,
    note text,
    ssn text,
    card_number text
);

COPY public.customers (id, email, note, ssn, card_number) FROM stdin;
1	ann@example.com	likes long walks and short queues at the till	401-22-7715	4539578763621486
2	bob@example.com	\N	402-33-8816	\N
3	eve@example.com	asked twice for the number of the old invoice	403-44-9917	4716461583322103
\.

SELECT pg_catalog.setval('public.customers_id_seq', 3, true);
