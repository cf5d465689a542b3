import { readFileSync } from 'node:fs'
import type { Settings } from '../settings.ts'
import { SMOKE_KEY } from './smoke-key.ts'
import { SmokeFailed, SmokeTest } from './smoke-test.ts'

const USAGE = 'usage: devussy-web smoke URL [--timeout 15s]'
const HELP = `${USAGE}
Uses the server at URL, which has to be of this version and this COLOUR, as a browser and an API client would: has a design
written by the demo model, streamed, read on from its middle, read whole and deleted. Nothing of it is kept, listed or counted.
The key for it lies in DATA_DIR/secrets, made by the server.
Exit codes: 0 passed, 1 failed (the line says at which step), 2 wrong use.`

const LONGEST_S = 600

/** Runs `devussy-web smoke`; resolves to the exit code. */
export async function runSmokeCommand(
  args: string[],
  readSettings: () => Settings,
  version: string,
): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  const asked = readArguments(args)
  if (!asked) {
    console.error(USAGE)
    return 2
  }
  const settings = readSettings()
  const started = performance.now()
  try {
    const signal = AbortSignal.timeout(asked.timeoutMs)
    const colour = settings.COLOUR || 'none'
    const key = readKey(settings.DATA_DIR)
    const report = await new SmokeTest({ url: asked.url, version, colour, key, signal }).run()
    const { events, characters, firstTokenMs, streamMs } = report
    console.log(
      `smoke test passed: version ${version} (${colour}), ${events} events and ${characters} characters in ${seconds(streamMs)}, first token after ${Math.round(firstTokenMs)} ms; ${seconds(performance.now() - started)} in all`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof SmokeFailed)) throw error
    console.log(`smoke test failed at ${error.step}: ${error.message}`)
    return 1
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

function readArguments(args: string[]): { url: string; timeoutMs: number } | undefined {
  const rest = [...args]
  let timeout = '15s'
  const at = rest.findIndex((arg) => arg === '--timeout' || arg.startsWith('--timeout='))
  const [flag = ''] = at < 0 ? [] : rest.splice(at, 1)
  if (flag.includes('=')) timeout = flag.slice(flag.indexOf('=') + 1)
  else if (at >= 0) timeout = rest.splice(at, 1)[0] ?? ''
  const wait = Number(/^(\d{1,3})s?$/.exec(timeout)?.[1] ?? Number.NaN)
  const [url = ''] = rest
  const isUrl = /^https?:\/\/[^\s?#@]+$/.test(url) && URL.canParse(url)
  if (rest.length !== 1 || !isUrl || !(wait >= 1 && wait <= LONGEST_S)) return undefined
  return { url: url.replace(/\/+$/, ''), timeoutMs: wait * 1000 }
}

function readKey(dataDir: string): string {
  const path = `${dataDir}/secrets/${SMOKE_KEY}`
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? 'is not there: has the server been started on this DATA_DIR?'
        : `cannot be read (${code})`
    throw new SmokeFailed('key', `${path} ${why}`)
  }
}
