-- The catalogue: the truth about what is filed. Search indexes are made from it and can be made again.
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,               -- SHA-256 of the bytes
    file TEXT NOT NULL,                -- of its first location
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    collection TEXT NOT NULL,
    label TEXT NOT NULL,
    pages INTEGER NOT NULL,
    notes TEXT NOT NULL,               -- JSON object
    facts TEXT NOT NULL,               -- JSON object: date, number, author, where it says so itself
    pipeline TEXT NOT NULL,            -- what parsed it
    superseded_by TEXT REFERENCES documents (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS locations (
    root TEXT NOT NULL,
    file TEXT NOT NULL,                -- relative to root
    document TEXT NOT NULL REFERENCES documents (id),
    size INTEGER NOT NULL,             -- bytes
    modified INTEGER NOT NULL,         -- nanoseconds since 1970
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS locations_by_document ON locations (document);

CREATE TABLE IF NOT EXISTS quarantine (
    root TEXT NOT NULL,
    file TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    size INTEGER NOT NULL,             -- bytes, when it was tried
    modified INTEGER NOT NULL,         -- nanoseconds since 1970, likewise
    pipeline TEXT NOT NULL,            -- what tried it
    PRIMARY KEY (root, file)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pages (
    document TEXT NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,           -- 1-based
    label TEXT,                        -- as printed
    text TEXT NOT NULL,
    width REAL NOT NULL,               -- points
    height REAL NOT NULL,
    boxes BLOB NOT NULL,               -- zlib of little-endian int16 [len(text), 4]
    confidence REAL,                   -- of recognised characters, 0 to 1; NULL where the text is the file's own
    PRIMARY KEY (document, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id),
    ordinal INTEGER NOT NULL,
    language TEXT NOT NULL,
    heading TEXT NOT NULL,
    sentences TEXT NOT NULL            -- JSON: [[id, [[page, start, end], …]], …]; the text is read from the pages
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_by_document ON passages (document, ordinal);
