-- The index of the catalogue. Datasets have numbers in the order in which they were put in; a number is never given twice.
CREATE TABLE "dataset" (
    number     INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE,
    department BLOB    NOT NULL,
    class      INTEGER NOT NULL,
    cycle      INTEGER NOT NULL,
    updated    INTEGER NOT NULL
) STRICT;
-- What is searched in, apart from what is read of all when the index is opened; with the id, so that a hit is one row.
CREATE TABLE "dataset_text" (number INTEGER NOT NULL PRIMARY KEY, id BLOB NOT NULL, document BLOB NOT NULL) STRICT;
-- Where a term stands within a block of numbers. The place is the block's number above the term's.
CREATE TABLE "list" (place INTEGER NOT NULL PRIMARY KEY, documents BLOB NOT NULL) STRICT;
-- One row: of which version the terms are, and the next number.
CREATE TABLE "index_state" (version INTEGER NOT NULL, next INTEGER NOT NULL) STRICT;
INSERT INTO "index_state" (version, next) VALUES (0, 0);
