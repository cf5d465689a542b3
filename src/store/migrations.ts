/** The store's schema, step by step, oldest first. A step that has been released is never changed. */
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
]
