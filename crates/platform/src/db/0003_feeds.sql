-- Whose feed a position stands in, so that reading on looks at nothing that the reader may not see: with 89,013 datasets
-- most of the ledger is not for most readers. Written with the position, from the readers of its scope.
CREATE TABLE feeds (
    department BLOB NOT NULL,
    person     TEXT NOT NULL,
    position   INTEGER NOT NULL REFERENCES feed (position),
    PRIMARY KEY (department, person, position)
) STRICT, WITHOUT ROWID;
INSERT INTO feeds
SELECT r.department, r.person, s.position FROM statements s JOIN readers r ON r.scope = s.scope AND r.fed = 1;
INSERT OR IGNORE INTO feeds SELECT department, person, position FROM handed_out;
INSERT OR IGNORE INTO feeds
SELECT d.department, d.person, h.position FROM handed_out h JOIN deliveries d ON d.scope = h.delivery;

-- Where a device has signed, for the key admin who removes it.
CREATE INDEX statements_of_device ON statements (device, scope, position);
