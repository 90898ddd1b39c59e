-- What waits for a key admin, and nothing else: a few of each person, so that nobody hides the others. Whoever still waits
-- asks again.
DROP TABLE enrolments;
CREATE TABLE enrolments (
    id         BLOB PRIMARY KEY,
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    device     BLOB NOT NULL,
    at         INTEGER NOT NULL,
    envelope   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_of_department ON enrolments (department, at);
CREATE INDEX enrolments_of_person ON enrolments (department, person, at);
