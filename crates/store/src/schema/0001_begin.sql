-- The first layout of a store. A published file of this folder is never
-- changed: what comes later is another file, with the next number.
--
-- Times are milliseconds since 1970 in UTC, and end in `_ms` but for those
-- that findings themselves have. Documents are JSON as text. Everything but
-- the list of scopes belongs to a scope: an account in a region.

CREATE TABLE scope (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    UNIQUE (account, region)
) STRICT;

-- Findings: what is asked for stands in columns, all of it in the document.

CREATE TABLE finding (
    row             INTEGER PRIMARY KEY,
    scope           INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    -- Of `finding_kind`, as those below are of `value_set`; not declared as such,
    -- since looking up ten rows for each finding takes a third of the time.
    kind            INTEGER NOT NULL,
    id              TEXT NOT NULL,
    account         TEXT NOT NULL,
    region          TEXT NOT NULL,
    type            TEXT NOT NULL,
    category        TEXT NOT NULL,
    -- 1 is low, 3 is high.
    severity        INTEGER NOT NULL,
    bucket          TEXT NOT NULL,
    -- Null in policy findings, as are all that speak of an object or a job.
    key             TEXT,
    resource        TEXT NOT NULL GENERATED ALWAYS AS (bucket || '/' || ifnull(key, '')) VIRTUAL,
    extension       TEXT,
    e_tag           TEXT,
    size            INTEGER,
    last_modified   INTEGER,
    storage_class   TEXT,
    permission      TEXT NOT NULL,
    job             TEXT,
    origin          TEXT,
    mime            TEXT,
    size_classified INTEGER,
    status          TEXT,
    custom_total    INTEGER,
    count           INTEGER NOT NULL,
    created         INTEGER NOT NULL,
    updated         INTEGER NOT NULL,
    archived        INTEGER NOT NULL,
    sample          INTEGER NOT NULL,
    -- Members that are lists are sets of values; null where they are empty.
    categories        INTEGER,
    detections        INTEGER,
    custom_arns       INTEGER,
    custom_names      INTEGER,
    bucket_tag_keys   INTEGER,
    bucket_tag_values INTEGER,
    object_tag_keys   INTEGER,
    object_tag_values INTEGER,
    -- What retention counts from: the later of `updated` and the moment at
    -- which it was stored.
    kept_since_ms   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX finding_id ON finding (scope, id);
CREATE INDEX finding_key ON finding (scope, key);
-- What lists are in order of.
CREATE INDEX finding_created ON finding (scope, created, kind);
CREATE INDEX finding_updated ON finding (scope, updated, kind);
CREATE INDEX finding_type ON finding (scope, type, kind);
CREATE INDEX finding_severity ON finding (scope, severity, kind);
CREATE INDEX finding_resource ON finding (scope, resource);
-- What findings are asked for by. With the kind they are all that statistics
-- have to read.
CREATE INDEX finding_kinds ON finding (kind);
CREATE INDEX finding_categories ON finding (scope, categories, kind);
CREATE INDEX finding_detections ON finding (scope, detections, kind);
CREATE INDEX finding_custom_arns ON finding (scope, custom_arns, kind) WHERE custom_arns IS NOT NULL;
CREATE INDEX finding_custom_names ON finding (scope, custom_names, kind) WHERE custom_names IS NOT NULL;
CREATE INDEX finding_kept_since ON finding (kept_since_ms);

-- Apart, so that going through findings does not read their documents.
CREATE TABLE finding_document (
    finding  INTEGER PRIMARY KEY REFERENCES finding (row) ON DELETE CASCADE,
    document TEXT NOT NULL
) STRICT;

-- Findings differ in much but are of few kinds. Statistics are answered from
-- here where they ask for no more than this.
CREATE TABLE finding_kind (
    id       INTEGER PRIMARY KEY,
    scope    INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    bucket   TEXT NOT NULL,
    type     TEXT NOT NULL,
    category TEXT NOT NULL,
    severity INTEGER NOT NULL,
    -- Empty where a finding has no job.
    job      TEXT NOT NULL,
    archived INTEGER NOT NULL,
    sample   INTEGER NOT NULL,
    -- How many there are; the triggers keep it true.
    findings INTEGER NOT NULL,
    UNIQUE (scope, bucket, type, category, severity, job, archived, sample)
) STRICT;

CREATE TRIGGER finding_counted AFTER INSERT ON finding BEGIN
    UPDATE finding_kind SET findings = findings + 1 WHERE id = new.kind;
END;

CREATE TRIGGER finding_uncounted AFTER DELETE ON finding BEGIN
    UPDATE finding_kind SET findings = findings - 1 WHERE id = old.kind;
END;

CREATE TRIGGER finding_recounted AFTER UPDATE OF kind ON finding BEGIN
    UPDATE finding_kind SET findings = findings - 1 WHERE id = old.kind;
    UPDATE finding_kind SET findings = findings + 1 WHERE id = new.kind;
END;

-- Sets of values: many findings have the same few identifiers, or tags.
CREATE TABLE value_set (
    id      INTEGER PRIMARY KEY,
    -- A JSON array, sorted and without doubles.
    members TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE value_set_member (
    value     TEXT NOT NULL,
    value_set INTEGER NOT NULL REFERENCES value_set (id),
    PRIMARY KEY (value, value_set)
) STRICT, WITHOUT ROWID;

-- Samples of what was found, as long as they are being looked for or shown.
CREATE TABLE reveal (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    finding    TEXT NOT NULL,
    status     TEXT NOT NULL,
    document   TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (scope, finding)
) STRICT;

-- Jobs, their runs, and what befell them.

CREATE TABLE job (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, id)
) STRICT;

CREATE INDEX job_created ON job (scope, created_ms);
CREATE INDEX job_status ON job (scope, status);

CREATE TABLE run (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    job        TEXT NOT NULL,
    number     INTEGER NOT NULL,
    status     TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms   INTEGER,
    -- How far it has come, in words of its own; null before it has begun.
    cursor     TEXT,
    statistics TEXT NOT NULL,
    UNIQUE (scope, job, number)
) STRICT;

CREATE INDEX run_open ON run (scope, started_ms) WHERE ended_ms IS NULL;

CREATE TABLE job_event (
    row         INTEGER PRIMARY KEY,
    scope       INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    job         TEXT NOT NULL,
    occurred_ms INTEGER NOT NULL,
    document    TEXT NOT NULL
) STRICT;

CREATE INDEX job_event_job ON job_event (scope, job, row);

-- What a user sets up.

CREATE TABLE custom_identifier (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, id)
) STRICT;

CREATE INDEX custom_identifier_name ON custom_identifier (scope, name);

CREATE TABLE allow_list (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, id)
) STRICT;

CREATE INDEX allow_list_name ON allow_list (scope, name);

CREATE TABLE filter (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    action     TEXT NOT NULL,
    -- From 1, without gaps; kept so by whoever writes.
    position   INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, id)
) STRICT;

CREATE INDEX filter_position ON filter (scope, position);

CREATE TABLE bucket (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, name)
) STRICT;

-- What was looked at, for what, and how that ended.

CREATE TABLE identifier_set (
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ledger (
    scope         INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    identifiers   INTEGER NOT NULL REFERENCES identifier_set (id),
    bucket        TEXT NOT NULL,
    key           TEXT NOT NULL,
    -- Empty where it was not known.
    e_tag         TEXT NOT NULL,
    size          INTEGER NOT NULL,
    last_modified TEXT NOT NULL,
    -- COMPLETE, PARTIAL or SKIPPED.
    status        TEXT NOT NULL,
    reason        TEXT,
    classified    INTEGER NOT NULL,
    job           TEXT,
    -- The finding it gave rise to.
    finding       TEXT,
    seen_ms       INTEGER NOT NULL,
    PRIMARY KEY (scope, identifiers, bucket, key)
) STRICT, WITHOUT ROWID;

-- Whatever else is to be kept.

CREATE TABLE setting (
    scope    INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    row        INTEGER PRIMARY KEY,
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    document   TEXT NOT NULL,
    UNIQUE (scope, kind, id)
) STRICT;

-- Requests that may come twice, and what they were answered.
CREATE TABLE client_token (
    scope      INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    operation  TEXT NOT NULL,
    token      TEXT NOT NULL,
    request    TEXT NOT NULL,
    answer     TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, operation, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX client_token_created ON client_token (created_ms);

CREATE TABLE usage (
    scope  INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    -- Days since 1970.
    day    INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (scope, metric, day)
) STRICT, WITHOUT ROWID;
