-- Datasets, requests and reviews.

-- The statements of other scopes that a statement names, in its order: who reads the one reads the other through it.
CREATE TABLE named (
    position INTEGER NOT NULL REFERENCES statements (position),
    place    INTEGER NOT NULL,
    id       BLOB NOT NULL REFERENCES statements (id),
    PRIMARY KEY (position, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_by_id ON named (id);

-- The versions that were let out.
CREATE TABLE releases (
    position INTEGER PRIMARY KEY REFERENCES statements (position),
    dataset  BLOB NOT NULL,
    number   INTEGER NOT NULL,
    -- The position of the record; absent for withheld data.
    record   INTEGER REFERENCES statements (position),
    open     INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- The position of what ended the version; 0 while nothing did.
    retired  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX releases_of_record ON releases (record);

-- What requests came to: these versions for this department. An open agreement reaches the open versions alone.
CREATE TABLE grants (
    request    BLOB PRIMARY KEY,
    dataset    BLOB NOT NULL,
    department BLOB NOT NULL,
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    not_after  INTEGER NOT NULL,
    open       INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- Whether it was revoked.
    ended      INTEGER NOT NULL CHECK (ended IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_of_department ON grants (department, dataset);

-- The same table as before with more words: what is for one department alone ('own', which sealed epochs were already),
-- and the sealed content of a record.
CREATE TABLE uses_of_datasets (
    object     BLOB NOT NULL REFERENCES objects (id),
    position   INTEGER NOT NULL REFERENCES statements (position),
    what       TEXT NOT NULL CHECK (what IN ('open', 'content', 'cover', 'version', 'own', 'record')),
    scope      BLOB NOT NULL,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    PRIMARY KEY (object, position, what, department, person)
) STRICT, WITHOUT ROWID;
INSERT INTO uses_of_datasets
SELECT object, position, CASE what WHEN 'epoch' THEN 'own' ELSE what END, scope, department, person FROM uses;
DROP TABLE uses;
ALTER TABLE uses_of_datasets RENAME TO uses;
