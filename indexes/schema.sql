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
    previous TEXT,                     -- the document that stood there before
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS locations_by_document ON locations (document);
CREATE INDEX IF NOT EXISTS locations_by_previous ON locations (previous) WHERE previous IS NOT NULL;

CREATE TABLE IF NOT EXISTS quarantine (
    root TEXT NOT NULL,
    file TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    size INTEGER NOT NULL,             -- bytes, when it was tried
    modified INTEGER NOT NULL,         -- nanoseconds since 1970, likewise
    pipeline TEXT NOT NULL,            -- what tried it; empty where a clerk asks that it be tried again
    document TEXT,                     -- SHA-256 of the bytes, where they could be read
    collection TEXT,                   -- where the clerk wanted it, where she said so
    label TEXT,                        -- likewise
    since TEXT NOT NULL,               -- UTC, ISO 8601
    released TEXT,                     -- when a clerk took it out of the quarantine, likewise
    PRIMARY KEY (root, file)
) WITHOUT ROWID;

-- Archives and messages that were opened; what they held stands in locations and in quarantine, under their names.
CREATE TABLE IF NOT EXISTS containers (
    root TEXT NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,             -- bytes
    modified INTEGER NOT NULL,         -- nanoseconds since 1970
    members INTEGER NOT NULL,          -- files that were in it
    PRIMARY KEY (root, file)
) WITHOUT ROWID;

-- What became of each set of bytes that was handed in, kept as it happens: what an interrupted job goes on from.
CREATE TABLE IF NOT EXISTS journal (
    document TEXT NOT NULL,            -- SHA-256 of the bytes
    pipeline TEXT NOT NULL,            -- what reads them
    root TEXT NOT NULL,                -- where they were found
    file TEXT NOT NULL,
    state TEXT NOT NULL,               -- queued, parsing, parsed, encoded, published, partial, quarantined
    attempts INTEGER NOT NULL,         -- at parsing them; one that a person stopped does not count
    lost INTEGER NOT NULL DEFAULT 0,   -- pages of which nothing could be read
    reason TEXT NOT NULL DEFAULT '',   -- of the quarantine
    detail TEXT NOT NULL DEFAULT '',
    bound TEXT,                        -- the limit that the last worker hit
    signal TEXT,                       -- the signal that it died by
    page INTEGER,                      -- the page that it had come to
    seconds REAL,                      -- that it took
    changed TEXT NOT NULL,             -- UTC, ISO 8601
    PRIMARY KEY (document, pipeline)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS journal_by_state ON journal (state);

-- The jobs that were begun; one that never ended was interrupted.
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    wanted TEXT NOT NULL,              -- JSON object: what the clerk asked for
    before TEXT,                       -- the generation that was in use
    begun TEXT NOT NULL,               -- UTC, ISO 8601
    ended TEXT
);

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

-- What folder rules say of a document, by where it was found; kept when another takes its place there.
CREATE TABLE IF NOT EXISTS ruled (
    document TEXT NOT NULL REFERENCES documents (id),
    root TEXT NOT NULL,
    file TEXT NOT NULL,                -- relative to root
    rules TEXT NOT NULL,               -- JSON list of their names
    collection TEXT,                   -- where they want it
    label TEXT,                        -- and who may see it
    retain TEXT,                       -- a term: "P7Y after date"
    hold TEXT,                         -- why it may not be destroyed
    newest INTEGER NOT NULL,           -- 1: the newest document of its number takes the place of the others
    since TEXT NOT NULL,               -- when rules first spoke of it there; UTC, ISO 8601
    PRIMARY KEY (document, root, file)
) WITHOUT ROWID;

-- Documents that a clerk took out of search; they still resolve in old answers.
CREATE TABLE IF NOT EXISTS removed (
    document TEXT PRIMARY KEY REFERENCES documents (id),
    reason TEXT NOT NULL,
    since TEXT NOT NULL                -- UTC, ISO 8601
) WITHOUT ROWID;

-- What is left of documents that were destroyed, or are being so.
CREATE TABLE IF NOT EXISTS tombstones (
    document TEXT PRIMARY KEY,         -- SHA-256 of the bytes that were
    names TEXT NOT NULL,               -- JSON list: SHA-256 of each of its files' names
    rule TEXT NOT NULL,
    approver TEXT NOT NULL,
    begun TEXT NOT NULL,               -- UTC, ISO 8601
    done TEXT                          -- likewise; NULL: not all of it is gone yet
) WITHOUT ROWID;

-- Documents that say the same in the other language: a row for each of the two.
CREATE TABLE IF NOT EXISTS twins (
    document TEXT PRIMARY KEY REFERENCES documents (id),
    twin TEXT NOT NULL REFERENCES documents (id),
    signs TEXT NOT NULL                -- JSON list: what shows it
) WITHOUT ROWID;

-- Newer versions that stand at another place.
CREATE TABLE IF NOT EXISTS versions (
    document TEXT PRIMARY KEY REFERENCES documents (id),
    newer TEXT NOT NULL REFERENCES documents (id),
    certain INTEGER NOT NULL           -- 1: it takes the document's place; 0: a person has to say
) WITHOUT ROWID;
