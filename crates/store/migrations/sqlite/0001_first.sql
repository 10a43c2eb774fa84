-- The first schema. NULL costs no bytes in SQLite: whatever is unknown or has its usual value is NULL.

-- Register -----------------------------------------------------------------------------------------------------------

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE organisation (
    id          INTEGER PRIMARY KEY,
    slug        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    country     INTEGER,
    reliability TEXT
);

CREATE TABLE agreement (
    id    INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    slug  TEXT NOT NULL,
    terms TEXT NOT NULL,            -- model::Agreement as JSON
    UNIQUE (owner, slug)
);

-- Every version an agreement ever had.
CREATE TABLE agreement_version (
    agreement INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    changed   INTEGER NOT NULL,     -- UTC seconds
    terms     TEXT NOT NULL,
    PRIMARY KEY (agreement, version)
) WITHOUT ROWID;

CREATE TABLE release_group (
    id    INTEGER PRIMARY KEY,
    terms TEXT NOT NULL UNIQUE      -- model::ReleaseGroup as JSON, lists sorted
);

-- How the columns of a feed are read.
CREATE TABLE feed_mapping (
    owner   INTEGER NOT NULL,
    feed    TEXT NOT NULL,
    mapping TEXT NOT NULL,
    PRIMARY KEY (owner, feed)
) WITHOUT ROWID;

-- The last complete delivery of each feed, for the alarm on a feed that falls silent.
CREATE TABLE feed (
    owner      INTEGER NOT NULL,
    feed       TEXT NOT NULL,
    submission INTEGER NOT NULL,
    rows       INTEGER NOT NULL,
    received   INTEGER NOT NULL,
    PRIMARY KEY (owner, feed)
) WITHOUT ROWID;

-- Submissions --------------------------------------------------------------------------------------------------------

CREATE TABLE submission (
    id        INTEGER PRIMARY KEY,
    uuid      BLOB NOT NULL UNIQUE,
    owner     INTEGER NOT NULL,
    received  INTEGER NOT NULL,
    complete  INTEGER NOT NULL DEFAULT 0,
    position  INTEGER NOT NULL DEFAULT 0,   -- input accounted for by committed batches
    refused   INTEGER NOT NULL DEFAULT 0,   -- refusals stored
    first_id  INTEGER,                      -- its observations lie within [first_id, last_id]
    last_id   INTEGER,
    terms     TEXT NOT NULL,                -- model::Submission as JSON
    tally     TEXT NOT NULL,                -- model::Tally as JSON
    alarms    TEXT NOT NULL DEFAULT '[]'
);

CREATE INDEX submission_owner ON submission (owner);

CREATE TABLE refusal (
    submission INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    row        INTEGER NOT NULL,
    path       TEXT,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,
    raw        TEXT NOT NULL,
    PRIMARY KEY (submission, number)
) WITHOUT ROWID;

-- Observations -------------------------------------------------------------------------------------------------------

-- Strings that repeat.
CREATE TABLE term (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- Append-only; superseded_by is the one column that is ever set later.
CREATE TABLE observation (
    id            INTEGER PRIMARY KEY,
    slot          INTEGER NOT NULL,   -- upper 40 bits: observable key; lower 24: hash of the rest of the statement's identity
    kind          INTEGER NOT NULL,
    value         BLOB NOT NULL,      -- stored form of the observable
    grp           INTEGER NOT NULL,
    submission    INTEGER NOT NULL,
    row           INTEGER NOT NULL,
    category      INTEGER NOT NULL,
    flags         INTEGER NOT NULL,   -- bit 0 dated, bits 1-2 liveness, bits 3-5 ownership
    first_seen    INTEGER,            -- NULL: time of receipt
    last_seen     INTEGER,            -- NULL: as first_seen
    why           ANY,                -- INTEGER: term; TEXT: itself
    registered    INTEGER,
    located       INTEGER,
    asn           INTEGER,
    confidence    INTEGER,
    grade         INTEGER,            -- NULL: F6
    port          INTEGER,
    cctld         INTEGER,
    domain        ANY,                -- INTEGER: start << 16 | length within the value's text; TEXT: itself
    malware       INTEGER,            -- term
    campaign      INTEGER,            -- term
    upstream      ANY,                -- as why
    warnings      INTEGER,
    valid_until   INTEGER,
    more          TEXT,               -- model::More as JSON
    superseded_by INTEGER
);

-- Statements in force are found through two levels of slots (see sqlite/slot.rs), earlier versions through an index, so
-- that a long history does not slow down the way in.
CREATE TABLE slot_recent (
    slot INTEGER NOT NULL,
    id   INTEGER NOT NULL,
    PRIMARY KEY (slot, id)
) WITHOUT ROWID;

CREATE TABLE slot_main (
    slot INTEGER NOT NULL,
    id   INTEGER NOT NULL,
    PRIMARY KEY (slot, id)
) WITHOUT ROWID;

CREATE INDEX observation_past ON observation (slot) WHERE superseded_by IS NOT NULL;

-- Which observations concern a country, network, domain, malware or campaign: lists of observation numbers, one per
-- facet, value and release group in a batch. An index entry for each row would be ten times as large and as slow.
CREATE TABLE posting (
    facet INTEGER NOT NULL,           -- 1 country, 2 autonomous system, 3 domain hash, 4 malware term, 5 campaign term
    value INTEGER NOT NULL,
    first INTEGER NOT NULL,           -- first observation of the list
    grp   INTEGER NOT NULL,
    last  INTEGER,                    -- last observation; NULL: as first
    ids   BLOB,                       -- differences to the one before, LEB128; NULL: none
    PRIMARY KEY (facet, value, first, grp)
) WITHOUT ROWID;

-- Prefix lengths for which there is any network, so that "which networks contain this address" asks for these only.
CREATE TABLE prefix_length (
    family INTEGER NOT NULL,          -- 4 or 6
    length INTEGER NOT NULL,
    PRIMARY KEY (family, length)
) WITHOUT ROWID;

-- Statements in force, counted as they come in. Country 0 counts every statement once.
CREATE TABLE counter (
    grp      INTEGER NOT NULL,
    category INTEGER NOT NULL,
    country  INTEGER NOT NULL,
    day      INTEGER NOT NULL,        -- day of receipt, days since 1970-01-01
    n        INTEGER NOT NULL,
    PRIMARY KEY (grp, category, country, day)
) WITHOUT ROWID;

-- Hosting that later data sets state otherwise than the row did at intake.
CREATE TABLE dataset (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    date TEXT NOT NULL,
    UNIQUE (name, date)
);

CREATE TABLE hosting_change (
    key        INTEGER NOT NULL,      -- full observable key
    at         INTEGER NOT NULL,
    dataset    INTEGER NOT NULL,
    registered INTEGER,
    located    INTEGER,
    asn        INTEGER,
    PRIMARY KEY (key, at, dataset)
) WITHOUT ROWID;

-- Objects kept as sent -----------------------------------------------------------------------------------------------

CREATE TABLE object (
    seq        INTEGER PRIMARY KEY,
    owner      INTEGER NOT NULL,
    grp        INTEGER NOT NULL,
    submission INTEGER NOT NULL,
    id         TEXT NOT NULL,
    version    TEXT NOT NULL,
    type       TEXT NOT NULL,
    name       TEXT,
    source_ref TEXT,
    target_ref TEXT,
    confidence INTEGER,
    digest     BLOB NOT NULL,         -- BLAKE3-128 of the text as sent
    json       ANY NOT NULL,          -- TEXT: itself; BLOB: zstd
    UNIQUE (id, version, owner)
);

CREATE INDEX object_source ON object (source_ref) WHERE source_ref IS NOT NULL;
CREATE INDEX object_target ON object (target_ref) WHERE target_ref IS NOT NULL;
