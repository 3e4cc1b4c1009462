-- What scans have stored and nobody has asked for yet. Rows and indexes cost
-- more than finding what stands in them, so a scan only appends; whoever next
-- reads or writes takes the oldest rows from here to where they belong, in one
-- step with deleting them.

CREATE TABLE landed (
    row         INTEGER PRIMARY KEY,
    scope       INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    -- The id of the scan among the records.
    scan        TEXT NOT NULL,
    -- The hash of all that decides what is found.
    identifiers TEXT NOT NULL,
    job         TEXT NOT NULL,
    landed_ms   INTEGER NOT NULL,
    objects     INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    -- Of the content, before it was compressed.
    length      INTEGER NOT NULL,
    -- Objects and findings one after the other, as an LZ4 block.
    content     BLOB NOT NULL
) STRICT;
