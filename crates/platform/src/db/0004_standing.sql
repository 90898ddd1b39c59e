-- The same table as before with what a statement has come to. What a device signed beyond the list of its removal loses its
-- effect, and its place unless something that counts follows it, so that only what stands in the line is one after the other.
CREATE TABLE statements_that_stand (
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
    -- 'counts'; 'place': it stands in the line without effect; 'aside': it may still get a place; 'gone': it never will.
    stands     TEXT NOT NULL DEFAULT 'counts' CHECK (stands IN ('counts', 'place', 'aside', 'gone'))
) STRICT;
INSERT INTO statements_that_stand
SELECT position, id, scope, prev, envelope, device, department, person, roles, 'counts' FROM statements;
DROP TABLE statements;
ALTER TABLE statements_that_stand RENAME TO statements;
CREATE INDEX statements_of_scope ON statements (scope, position);
CREATE INDEX statements_of_device ON statements (device, scope, position);
-- Compare and swap: only one statement follows another.
CREATE UNIQUE INDEX statements_in_line ON statements (scope, prev) WHERE stands IN ('counts', 'place');
