-- The ledger. Ids are their 32 bytes; an absent id is the empty blob, an absent person the empty text.

CREATE TABLE founding (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    instance TEXT NOT NULL,
    root     BLOB NOT NULL
) STRICT;

-- The order of arrival: one row per statement or observation. A position is never used twice.
CREATE TABLE feed (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL
) STRICT;

CREATE TABLE statements (
    position   INTEGER PRIMARY KEY REFERENCES feed (position),
    id         BLOB NOT NULL UNIQUE,
    scope      BLOB NOT NULL,
    prev       BLOB NOT NULL,
    envelope   BLOB NOT NULL,
    -- Who signed, as the chain said when it was taken. Empty for the root.
    device     BLOB NOT NULL,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    roles      TEXT NOT NULL,
    -- Compare and swap: only one statement follows another.
    UNIQUE (scope, prev)
) STRICT;
CREATE INDEX statements_of_scope ON statements (scope, position);

-- Statements that lost the race for their place and never count.
CREATE TABLE overridden (
    scope BLOB NOT NULL,
    id    BLOB NOT NULL,
    PRIMARY KEY (scope, id)
) STRICT, WITHOUT ROWID;

-- Who may read a scope: the one table of visibility. No department: everybody who is signed in. No person: everybody of
-- the department. What is fed stands in the reader's feed; the rest is read when it is asked for.
CREATE TABLE readers (
    scope      BLOB NOT NULL,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    fed        INTEGER NOT NULL CHECK (fed IN (0, 1)),
    PRIMARY KEY (scope, department, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    scope      BLOB PRIMARY KEY,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    not_after  INTEGER NOT NULL,
    -- The position of the take-back that counts; 0 while there is none.
    taken_back INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- An observation of the platform: the version key of a delivery left for this person.
CREATE TABLE handed_out (
    position   INTEGER PRIMARY KEY REFERENCES feed (position),
    delivery   BLOB NOT NULL REFERENCES deliveries (scope),
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    UNIQUE (delivery, department, person)
) STRICT;

CREATE TABLE objects (
    id    BLOB PRIMARY KEY,
    bytes INTEGER NOT NULL,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who sent an object. Nobody else learns from us that it is here.
CREATE TABLE uploads (
    object     BLOB NOT NULL REFERENCES objects (id),
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    PRIMARY KEY (object, department, person)
) STRICT, WITHOUT ROWID;

-- What a statement needs an object for, and for whom where not all readers of the scope are meant.
CREATE TABLE uses (
    object     BLOB NOT NULL REFERENCES objects (id),
    position   INTEGER NOT NULL REFERENCES statements (position),
    what       TEXT NOT NULL CHECK (what IN ('open', 'content', 'cover', 'version', 'epoch')),
    scope      BLOB NOT NULL,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    PRIMARY KEY (object, position, what, department, person)
) STRICT, WITHOUT ROWID;

-- Sessions by the hash of their token.
CREATE TABLE sessions (
    token   BLOB PRIMARY KEY,
    me      TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolments (
    id         BLOB PRIMARY KEY,
    department BLOB NOT NULL,
    device     BLOB NOT NULL,
    at         INTEGER NOT NULL,
    envelope   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_of_department ON enrolments (department, at);
