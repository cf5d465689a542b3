import type { Colour } from './live-colour.ts'
import { readSecretFile, type SecretFile } from './secret-file.ts'
import {
  amount,
  choice,
  type Definition,
  duration,
  flag,
  integer,
  isOrigin,
  isTrustable,
  list,
  password,
  publicUrl,
  secret,
  secrets,
  text,
  url,
} from './setting-kinds.ts'

/**
 * Every setting: read once from the environment or its *_FILE twin, checked, typed. This table is the only
 * list of them; `.env.example` is compared with it by a test.
 */

const DEFAULT_BASE_URL = 'https://api.openai.com/v1'

type Environment = Record<string, string | undefined>

const DEFINITIONS = {
  HOST: text('Address to listen on.', '127.0.0.1'),
  PORT: integer('Port to listen on; 0 takes a free one.', 8000, 0, 65535),
  DATA_DIR: text('Folder for journals, the store and made secrets.', './data'),
  PUBLIC_URL: publicUrl(
    'Address people open, where a proxy stands in front; decides links and secure cookies.',
  ),
  TRUSTED_PROXIES: list(
    'Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas; same-network stands for those that this machine is in.',
    'addresses, networks such as 10.0.0.0/8, or the word same-network, separated by commas',
    isTrustable,
  ),
  ALLOWED_ORIGINS: list(
    'Origins of front ends on other hosts that may call the API, separated by commas.',
    'origins such as https://app.example.org, separated by commas',
    isOrigin,
  ),
  STREAMING_PROXY_KEY: secrets(
    'Key of API clients; several separated by commas, so that keys can be rotated. Made at the first start when not set.',
  ),
  UI_PASSWORD: password(
    'Password people sign in with. Without it a one-time sign-in link is printed at each start.',
  ),
  PROVIDER: choice(
    'Who writes: openai (any OpenAI-compatible server) or demo. Without it: openai where a key or base URL is set, else demo.',
    '',
    ['openai', 'demo'],
  ),
  OPENAI_API_KEY: secret("Key of the model's server. Servers on your own machine mostly need none."),
  OPENAI_BASE_URL: url("Address of the model's server, up to and with /v1.", DEFAULT_BASE_URL),
  MODEL: text("Model to use. Without it: the first sensible one of those the model's server offers."),
  // Of each stage by its name, as `modelFor` asks for it.
  MODEL_DESIGN: text('Model for project designs alone; else MODEL.'),
  MODEL_QUESTIONS: text('Model for questions about a brief alone; else MODEL.'),
  MODEL_REVIEW: text('Model for reviews of a design alone; else MODEL.'),
  MODEL_REVISION: text('Model for sections that are written anew alone; else MODEL.'),
  MODEL_PLAN: text('Model for development plans alone; else MODEL.'),
  MODEL_ARBITER: text('Model that writes one document of several drafts alone; else MODEL.'),
  MODEL_PHASE: text('Model for plans of phases alone; else MODEL.'),
  PRICES_FILE: text(
    'List of what models cost, as prices.example.json shows it; without it prices.json in DATA_DIR, where there is one.',
  ),
  MODEL_FIRST_TOKEN_TIMEOUT: duration('How long the model may take to its first token.', '2m', 3_600_000),
  MODEL_TOKEN_TIMEOUT: duration('How long the model may be silent between two tokens.', '1m', 3_600_000),
  MODEL_RETRIES: integer(
    'How often a refused or failed request is repeated before the first token.',
    2,
    0,
    10,
  ),
  DEMO_TOKENS_PER_SECOND: integer('Pace of the demo model.', 45, 1, 100_000),
  USE_STREAMING: flag('Whether the form starts with "show the text while it is written" switched on.', true),
  AUTO_CONTINUE: integer(
    'How often a run whose model broke off is continued by itself; 0 leaves it to the person, after a restart too.',
    1,
    0,
    10,
  ),
  PHASES_AT_ONCE: integer(
    'Documents of one project that are written side by side where a whole project is to be written.',
    3,
    1,
    50,
  ),
  MAX_RUNS: integer('Runs this server writes at once; more wait for their turn.', 100, 1, 10_000),
  MAX_RUNS_PER_CLIENT: integer(
    'Runs of one client (a key, or the signed-in person) written at once; more wait for their turn.',
    50,
    1,
    10_000,
  ),
  MAX_QUEUED: integer('Runs that may wait for their turn; more are refused with 429.', 200, 0, 10_000),
  MAX_QUEUED_PER_CLIENT: integer(
    'Runs of one client that may wait for their turn; more are refused with 429.',
    100,
    0,
    10_000,
  ),
  MAX_LENGTH_CONTINUES: integer(
    'How often an answer cut at the token limit is continued by itself.',
    8,
    0,
    50,
  ),
  MAX_DOCUMENT_CHARS: integer(
    'Length at which a document that does not end is stopped, in characters.',
    1_000_000,
    1000,
    50_000_000,
  ),
  MAX_RUN_TOKENS: integer(
    'Tokens, thinking included, after which a run is stopped, as far as they can be estimated.',
    200_000,
    1,
    100_000_000,
  ),
  MAX_RUN_PRICE: amount(
    'Price, in the currency of the list of prices, after which a run is stopped; holds for models whose price is known.',
  ),
  MAX_RUN_TIME: duration(
    'How long a run may be written before it is stopped; waiting for its turn does not count.',
    '6h',
    604_800_000,
  ),
  ABANDON_AFTER: duration(
    'How long nobody may have watched a run before it is stopped. A hidden tab does not watch.',
    'off',
    604_800_000,
  ),
  MAX_READERS_PER_CLIENT: integer(
    'Streams that one client may read at once; more are refused with 429.',
    1000,
    1,
    100_000,
  ),
  SLOW_READER_TIMEOUT: duration(
    'How long a reader may take nothing of what is there for it before its connection is closed; it can come back.',
    '1m',
    3_600_000,
  ),
  PACK_AFTER: duration(
    'How long after its end a run is packed, to about a tenth of its size. Nothing else changes by it.',
    '1h',
    315_360_000_000,
  ),
  KEEP_RUNS_FOR: duration(
    'How long after its end a run is forgotten, with all that was written.',
    'off',
    315_360_000_000,
  ),
  DRAIN_TIMEOUT: duration(
    'How long a server that was told to end waits for its live runs and their readers.',
    '10m',
    86_400_000,
  ),
  DRAIN_GRACE: duration(
    'How long a server that was told to end (SIGTERM) still takes new runs, so that a proxy notices.',
    '5s',
    600_000,
  ),
  COLOUR: choice<Colour>(
    'Which of two servers behind the proxy this is: blue, green, or none where there is only one. The compose file sets it.',
    'none',
    ['blue', 'green', 'none'],
  ),
  LIVE_DIR: text(
    'Folder that says which colour is live: green where it holds a file of that name, else blue. Asked where COLOUR is set.',
    '/live',
  ),
  HEARTBEAT: duration(
    'Silence after which a stream carries a comment, so that proxies keep it.',
    '10s',
    60_000,
  ),
  LOG_LEVEL: choice('How much is logged.', 'info', [
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
    'silent',
  ]),
} satisfies Record<string, Definition<unknown>>

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which count for every program of the machine: no settings of ours. */
export const machineProxies = (): Environment =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name)))

export type SettingName = keyof typeof DEFINITIONS
/** Settings that are secrets: they can be kept in files, and are never shown. */
export type SecretName = 'STREAMING_PROXY_KEY' | 'UI_PASSWORD' | 'OPENAI_API_KEY'
export type Settings = {
  readonly [Name in SettingName]: (typeof DEFINITIONS)[Name] extends Definition<infer T> ? T : never
} & {
  /** Where the secrets that are not set directly are to be read from, now and whenever that file changes. */
  readonly secretFiles: { readonly [Name in SecretName]?: string }
}

/** All that was wrong with the settings, a line each; values of secrets are never part of it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

/**
 * Reads and checks every setting. Throws a SettingsError that names all bad ones at once. `readFile` reads the files of
 * secrets, for who checks settings of another machine.
 */
export function readSettings(
  environment: Environment,
  readFile: (path: string) => SecretFile = readSecretFile,
): Settings {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  const secretFiles: Record<string, string> = {}
  for (const [name, definition] of Object.entries(DEFINITIONS) as [string, Definition<unknown>][]) {
    // An empty value is the same as none: compose files pass settings on that are not set.
    const given = environment[name]?.trim()
    const path = definition.secret ? environment[`${name}_FILE`]?.trim() : undefined
    const file = path ? readFile(path) : { text: '' }
    if ('fault' in file) problems.push(`${name}_FILE: ${file.fault}`)
    // So is an empty file, which is what they mount where no secret is kept.
    const kept = 'text' in file ? file.text : ''
    if (kept && given) problems.push(`${name}: set either ${name} or ${name}_FILE, not both.`)
    if (path && !given) secretFiles[name] = path
    const value = kept || given || definition.fallback
    const parsed = value === '' ? emptyValue(definition) : definition.parse(value)
    if (parsed === undefined) {
      // An address may hold a password in front of its @.
      const hidden = definition.secret || value.includes('@')
      const shown = hidden ? 'its value' : JSON.stringify(value.slice(0, 80))
      problems.push(`${name}: ${shown} is not allowed; allowed: ${definition.allowed}.`)
    }
    settings[name] = parsed
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return { ...settings, secretFiles } as unknown as Settings
}

/** The values that a secret's text holds, which are several for keys alone; undefined where it is not allowed. */
export function parseSecret(name: SecretName, text: string): string[] | undefined {
  const parsed = text === '' ? undefined : DEFINITIONS[name].parse(text)
  return typeof parsed === 'string' ? [parsed] : parsed
}

/** Who writes: what PROVIDER says, else a real model where a key or an address of one is set. */
export function writerOf({ PROVIDER, OPENAI_API_KEY, OPENAI_BASE_URL }: Settings): 'openai' | 'demo' {
  const real = OPENAI_API_KEY !== '' || OPENAI_BASE_URL !== DEFAULT_BASE_URL
  return (PROVIDER || (real ? 'openai' : 'demo')) === 'demo' ? 'demo' : 'openai'
}

/** The model that a stage is written by: what MODEL_<STAGE> says, else MODEL; empty where the model's server decides. */
export function modelFor(settings: Settings, stage: string): string {
  const name = `MODEL_${stage.toUpperCase()}`
  const own = Object.hasOwn(DEFINITIONS, name) ? settings[name as SettingName] : ''
  return (typeof own === 'string' && own) || settings.MODEL
}

/** Lists are empty, texts are '', where nothing is set and the default is nothing. */
function emptyValue(definition: Definition<unknown>): unknown {
  return definition.parse('') ?? ''
}

/** Name, default, doc line and kind of each setting, for `.env.example` and the documentation. */
export function describeSettings(): { name: string; fallback: string; doc: string; secret: boolean }[] {
  return (Object.entries(DEFINITIONS) as [string, Definition<unknown>][]).map(([name, definition]) => ({
    name,
    fallback: definition.fallback,
    doc: definition.doc,
    secret: definition.secret === true,
  }))
}
