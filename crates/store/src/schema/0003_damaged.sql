-- Batches of `landed` of which something could not be read when they were to be
-- taken to where they belong. What could be read is there; the batch is kept as
-- it was until somebody has looked again at what is lost.

CREATE TABLE damaged (
    row           INTEGER PRIMARY KEY,
    scope         INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    scan          TEXT NOT NULL,
    identifiers   TEXT NOT NULL,
    job           TEXT NOT NULL,
    landed_ms     INTEGER NOT NULL,
    -- How many of each are lost.
    objects       INTEGER NOT NULL,
    findings      INTEGER NOT NULL,
    -- What is wrong with it.
    reason        TEXT NOT NULL,
    length        INTEGER NOT NULL,
    content       BLOB NOT NULL
) STRICT;

CREATE INDEX damaged_scope ON damaged (scope);
