/**
 * The store's schema, step by step, oldest first. A step that has been released is never changed. A step only adds
 * (tables, indexes, columns with a default), so that the version before it can go on with the file; one that cannot
 * raises `compatibility.oldest` to its own number (docs/adr/0012-data-and-rollback.md).
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    stage TEXT NOT NULL,
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (created_at DESC);
  CREATE INDEX runs_open ON runs (status) WHERE status NOT IN ('done', 'stopped', 'failed');

  CREATE TABLE intents (
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    run TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (client, key)
  ) STRICT;
  CREATE INDEX intents_by_run ON intents (run);

  CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE links (
    token TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE compatibility (oldest INTEGER NOT NULL) STRICT;
  INSERT INTO compatibility (oldest) VALUES (1);

  CREATE INDEX runs_by_end ON runs (updated_at) WHERE status IN ('done', 'stopped', 'failed');
  CREATE INDEX intents_by_time ON intents (created_at);

  CREATE TABLE chores (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    wishes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER
  ) STRICT;
  CREATE INDEX projects_by_time ON projects (updated_at DESC);

  CREATE TABLE versions (
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    run TEXT UNIQUE,
    stands_on TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project, document, number)
  ) STRICT;

  CREATE TABLE stage_runs (
    run TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    stands_on TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX stage_runs_by_project ON stage_runs (project, document, created_at);
  `,
  `
  ALTER TABLE projects ADD COLUMN overrule TEXT;

  CREATE TABLE progress (
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (project, task)
  ) STRICT;
  `,
  `
  CREATE TABLE mutes (
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    finding TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project, finding)
  ) STRICT;
  `,
  `
  ALTER TABLE versions ADD COLUMN sections TEXT;

  ALTER TABLE stage_runs ADD COLUMN section TEXT;
  ALTER TABLE stage_runs ADD COLUMN base INTEGER;
  ALTER TABLE stage_runs ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE proposals (
    run TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    section TEXT,
    base INTEGER NOT NULL,
    text TEXT NOT NULL,
    stands_on TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX proposals_by_project ON proposals (project, state, created_at);
  `,
  `
  ALTER TABLE projects ADD COLUMN caps TEXT;

  CREATE TABLE run_costs (
    run TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    model TEXT NOT NULL,
    status TEXT NOT NULL,
    message TEXT,
    prompt_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    price REAL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX run_costs_by_project ON run_costs (project);
  `,
  `
  CREATE TABLE walks (
    project TEXT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
    until TEXT NOT NULL,
    client TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    began_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX walks_going ON walks (began_at) WHERE state = 'going';
  `,
  `
  CREATE TABLE councils (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    drafts TEXT NOT NULL,
    material TEXT NOT NULL,
    stands_on TEXT NOT NULL,
    base INTEGER NOT NULL,
    waits INTEGER NOT NULL,
    client TEXT NOT NULL,
    request TEXT,
    state TEXT NOT NULL,
    why TEXT,
    began_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX councils_by_project ON councils (project, began_at);
  CREATE INDEX councils_going ON councils (began_at) WHERE state IN ('going', 'stopping');

  CREATE TABLE council_runs (
    council TEXT NOT NULL REFERENCES councils (id) ON DELETE CASCADE,
    draft INTEGER NOT NULL,
    run TEXT NOT NULL UNIQUE,
    PRIMARY KEY (council, draft)
  ) STRICT;
  `,
  `
  CREATE TABLE correction_plans (
    project TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    asked TEXT NOT NULL,
    plan TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project, request)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE corrections (
    project TEXT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    reviews INTEGER NOT NULL,
    client TEXT NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    rounds TEXT NOT NULL,
    began_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
]
