import type { Claim } from './claims.ts'
import type { Kind } from './kinds.ts'
import type { Language } from './languages.ts'
import { wholeWords } from './safe-text.ts'
import type { Traits } from './traits.ts'

/** Where the product keeps what it must remember. */
export interface Storage {
  sort: 'none' | 'file' | 'sqlite' | 'server' | 'device'
  /** "SQLite", "PostgreSQL", "none". */
  name: string
  /** What it is reached with; empty where nothing is needed. */
  driver: string
  /** The brief names it. */
  named: boolean
}

const NAMED: [RegExp, string, Storage['sort']][] = [
  [wholeWords('postgres(?:ql)?|supabase'), 'PostgreSQL', 'server'],
  [wholeWords('mysql'), 'MySQL', 'server'],
  [wholeWords('mariadb'), 'MariaDB', 'server'],
  [wholeWords('mongo(?:db)?'), 'MongoDB', 'server'],
  [wholeWords('dynamodb'), 'DynamoDB', 'server'],
  [wholeWords('firebase|firestore'), 'Firestore', 'server'],
  [wholeWords('clickhouse'), 'ClickHouse', 'server'],
  [wholeWords('bigquery'), 'BigQuery', 'server'],
  [wholeWords('snowflake'), 'Snowflake', 'server'],
  [wholeWords('duckdb'), 'DuckDB', 'file'],
  [wholeWords('parquet'), 'Parquet files', 'file'],
  [wholeWords('sqlite3?'), 'SQLite', 'sqlite'],
  [wholeWords('redis|valkey'), 'Redis', 'server'],
]
const NO_DATABASE =
  /\b(?:no|without(?: an?)?|not? (?:need|use) (?:an?|any)) (?:\w+ )?(?:database|db)\b|(?:keine|ohne) Datenbank|sans base de données|sin base de datos|データベース(?:なし|不要)|\b(?:plain|flat|text|json|csv|markdown) files?\b/i

export function storageOf(
  kind: Kind,
  text: string,
  claims: readonly Claim[],
  traits: Traits,
  language: Language,
): Storage {
  const sample = text.slice(0, 8000)
  const noDatabase = NO_DATABASE.test(sample)
  const named = noDatabase ? undefined : NAMED.find(([pattern]) => pattern.test(sample))
  if (named) {
    const [, name, sort] = named
    return { sort, name, driver: sort === 'sqlite' ? (language.sqlite ?? '') : '', named: true }
  }
  if (kind === 'library' || !remembers(kind, claims, traits))
    return { sort: 'none', name: 'none', driver: '', named: false }
  if (kind === 'pipeline') return { sort: 'file', name: 'Parquet files', driver: '', named: false }
  if (noDatabase || kind === 'device')
    return {
      sort: 'file',
      name: kind === 'device' ? 'flash memory' : 'plain files',
      driver: '',
      named: noDatabase,
    }
  if (kind === 'game' && !traits.has.has('multiplayer'))
    return { sort: 'file', name: 'one save file', driver: '', named: false }
  if (kind === 'extension')
    return { sort: 'device', name: 'browser storage', driver: 'storage.local', named: false }
  if (kind === 'mobile')
    return { sort: 'device', name: 'SQLite on the phone', driver: language.sqlite ?? '', named: false }
  return { sort: 'sqlite', name: 'SQLite', driver: language.sqlite ?? '', named: false }
}

/** Servers and apps remember; tools and bots only when they are told to. */
function remembers(kind: Kind, claims: readonly Claim[], traits: Traits): boolean {
  if (kind !== 'cli' && kind !== 'bot') return true
  const keeps =
    /\b(?:history|track(?:s|ing)?|remember\w*|todos?|tasks?|notes?|journal|log(?:s|ging)? (?:my|hours|time)|habits?|expenses?|inventory|polls?|reminders?|scores?|store[sd]?|save[sd]?|keeps?)\b/i
  return traits.has.has('payments') || claims.some(({ text, negative }) => !negative && keeps.test(text))
}
