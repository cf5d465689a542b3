import { readFileSync } from 'node:fs'
import { asCannotStart, CannotStart } from './cannot-start.ts'
import { KeyFile, KeyFileError } from './key-file.ts'
import { keyName } from './keys.ts'
import { ownAddress } from './own-address.ts'
import { makeSecret } from './secrets.ts'
import { parseSecret, type Settings } from './settings.ts'

const HELP = `usage: devussy-web keys list | add [-] | check | remove-old
The keys of API clients that the server of these settings takes, in the file they are kept in (STREAMING_PROXY_KEY_FILE, or the
one the server has made). A running server reads the file anew within seconds; streams that run are not touched.
  list         the file, and the short name of each key, oldest first; never a key
  add          makes a key, adds it, prints it alone on standard output, once, and waits until the running server takes it;
               add - takes a key of your own from standard input instead
  check        waits until the running server takes every key in the file
  remove-old   takes all keys out but the newest, and waits until the running server refuses them
Exit codes: 0 done, 1 not done (a sentence on standard error says why), 2 wrong use, 3 the key is set directly, by
STREAMING_PROXY_KEY, and cannot change while the server runs, 4 done in the file, but the running server has not followed in time.`

const DIRECT = `The key is set directly, by STREAMING_PROXY_KEY, and what a program was started with does not change while it runs.
To rotate without a restart from now on, move it once: write it to a file that the server may read, set
STREAMING_PROXY_KEY_FILE to that file, take STREAMING_PROXY_KEY out, and restart the server.`

/** The server looks at its files each second; a busy machine takes longer. Milliseconds. */
const FOLLOWS_WITHIN = 10_000
const ASK_EVERY = 400

const COMMANDS = ['list', 'add', 'check', 'remove-old'] as const

/** Runs the command; resolves to the exit code. */
export async function runKeysCommand(args: string[], readSettings: () => Settings): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  const command = COMMANDS.find((known) => known === args[0])
  const own = command === 'add' && args[1] === '-'
  if (command === undefined || args.length > (own ? 2 : 1)) {
    console.error(HELP.split('\n')[0])
    return 2
  }
  const settings = readSettings()
  const file = KeyFile.of(settings)
  if (!file) {
    console.error(DIRECT)
    return 3
  }
  try {
    if (command === 'list') return list(file)
    const server = new RunningServer(ownAddress(settings))
    if (command === 'add') return await add(file, settings.DATA_DIR, server, own ? ownKey() : undefined)
    if (command === 'check')
      return follow(await server.shows(file.read(), true), 'takes every key in the file')
    return await removeOld(file, server)
  } catch (error) {
    const told = asCannotStart(error, settings.DATA_DIR)
    if (!(told instanceof KeyFileError || told instanceof CannotStart)) throw told
    console.error(told.message)
    return 1
  }
}

const counted = (keys: readonly string[]) => `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`

function list(file: KeyFile): number {
  const keys = file.read()
  console.log([`${file.path} holds ${counted(keys)}`, ...keys.map(keyName)].join('\n'))
  return 0
}

/** One that the caller has chosen. Throws KeyFileError. */
function ownKey(): string {
  const [key, ...more] = parseSecret('STREAMING_PROXY_KEY', readFileSync(0, 'utf8').trim()) ?? []
  if (key === undefined || more.length > 0)
    throw new KeyFileError(
      'Standard input holds no key: one line of printable ASCII characters, without a comma.',
    )
  return key
}

async function add(file: KeyFile, dataDir: string, server: RunningServer, own?: string): Promise<number> {
  const key = own ?? makeSecret()
  if (file.read().includes(key)) {
    console.error(`${keyName(key)} is there already`)
    return 0
  }
  file.add(key, dataDir)
  // At once: whatever happens while the server is waited for, the key is in the file and would be told nobody.
  if (own === undefined) console.log(key)
  console.error(`added ${keyName(key)}; ${file.path} holds ${counted(file.read())}`)
  return follow(await server.shows([key], true), 'takes the new key')
}

async function removeOld(file: KeyFile, server: RunningServer): Promise<number> {
  const keys = file.read()
  const newest = keys.at(-1)
  const old = keys.filter((key) => key !== newest)
  if (newest === undefined || old.length === 0) {
    console.error(`${file.path} holds ${counted(keys)}: there is no old one to take out`)
    return 0
  }
  // Whoever uses the newest must get in before the others are locked out.
  const before = await server.shows([newest], true)
  if (before === 'no') return follow(before, 'takes the newest key; nothing was taken out')
  file.leave([newest])
  console.error(`took out ${old.map(keyName).join(', ')}; ${keyName(newest)} stays`)
  const refused = await server.shows(old, false)
  if (refused !== 'yes') return follow(refused, 'refuses the old keys')
  return follow(await server.shows([newest], true), 'refuses the old keys and takes the newest')
}

/** Says how the running server took it. */
function follow(shown: Shown, what: string): number {
  if (shown === 'nobody')
    console.error('no server of these settings answers: what the file holds counts from its next start')
  else if (shown === 'yes') console.error(`the running server ${what}`)
  else
    console.error(
      `Within ${FOLLOWS_WITHIN / 1000} s it did not come about that the running server ${what}. Its log says why.`,
    )
  return shown === 'no' ? 4 : 0
}

type Shown = 'yes' | 'no' | 'nobody'

class RunningServer {
  constructor(private readonly address: string) {}

  /** Waits until the server takes all of these keys, or refuses them all. */
  async shows(keys: readonly string[], taken: boolean): Promise<Shown> {
    const until = performance.now() + FOLLOWS_WITHIN
    for (const key of keys) {
      for (;;) {
        const is = await this.takes(key)
        if (is === undefined) return 'nobody'
        if (is === taken) break
        if (performance.now() > until) return 'no'
        await Bun.sleep(ASK_EVERY)
      }
    }
    return 'yes'
  }

  /** Undefined where no server answers. */
  private async takes(key: string): Promise<boolean | undefined> {
    try {
      const answer = await fetch(`${this.address}/api/runs?limit=1`, {
        headers: { authorization: `Bearer ${key}` },
        redirect: 'manual',
        signal: AbortSignal.timeout(3000),
      })
      await answer.body?.cancel()
      return answer.status !== 401 && answer.status !== 403
    } catch {
      return undefined
    }
  }
}
