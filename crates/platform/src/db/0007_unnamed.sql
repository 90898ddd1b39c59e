-- What was sent and is named by no statement yet: counted against who sent it, and swept when it stays so.
CREATE TABLE unnamed (
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    object     BLOB NOT NULL REFERENCES objects (id),
    bytes      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (department, person, object)
) STRICT, WITHOUT ROWID;
INSERT INTO unnamed
SELECT u.department, u.person, o.id, o.bytes, o.at FROM uploads u JOIN objects o ON o.id = u.object
WHERE NOT EXISTS (SELECT 1 FROM uses WHERE object = o.id);
CREATE INDEX unnamed_of_object ON unnamed (object);
CREATE INDEX unnamed_by_age ON unnamed (at);
