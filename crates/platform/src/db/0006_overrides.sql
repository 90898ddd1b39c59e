-- A statement is overridden by its own device alone. What was noted before names no device, and holds for every one.
CREATE TABLE overridden_by (
    scope  BLOB NOT NULL,
    id     BLOB NOT NULL,
    device BLOB NOT NULL,
    PRIMARY KEY (scope, id, device)
) STRICT, WITHOUT ROWID;
INSERT INTO overridden_by SELECT scope, id, x'' FROM overridden;
DROP TABLE overridden;
ALTER TABLE overridden_by RENAME TO overridden;
