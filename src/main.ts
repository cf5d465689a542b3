import manifest from '../package.json' with { type: 'json' }
import { ownAddress } from './own-address.ts'
import { readSettings, SettingsError } from './settings.ts'

const USAGE =
  'usage: devussy-web [serve | health | version | backup TARGET | restore SOURCE [DATA_DIR] | check-data [DATA_DIR] | check-settings | keys]'

/** What was built says what it is; a checkout is the version that it works on. */
const version = process.env.DEVUSSY_VERSION?.trim() || manifest.version

async function main(command: string, args: string[]): Promise<number> {
  if (command === 'version') {
    console.log(version)
    return 0
  }
  if (command === 'check-settings') {
    const { checkSettings } = await import('./check-settings.ts')
    return checkSettings(args, process.env)
  }
  if (command === 'keys') {
    const { runKeysCommand } = await import('./keys-command.ts')
    return runKeysCommand(args, () => readSettings(process.env))
  }
  if (command === 'backup' || command === 'restore' || command === 'check-data') {
    const { runDataCommand } = await import('./backup/commands.ts')
    return runDataCommand(command, args, () => readSettings(process.env).DATA_DIR, version)
  }
  if (command !== 'serve' && command !== 'health') {
    console.error(USAGE)
    return 2
  }
  const settings = readSettings(process.env)
  if (command === 'health') return checkHealth(ownAddress(settings))
  // Not before it is needed: a health check each few seconds should not pay for a server.
  const { serve } = await import('./serve.ts')
  return serve(settings, version)
}

/** Asks the server of these settings whether it is ready; for a container's health check. */
async function checkHealth(address: string): Promise<number> {
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(3000) })
    console.log(await answer.text())
    return answer.ok ? 0 : 1
  } catch {
    console.error(`no answer from ${address}`)
    return 1
  }
}

try {
  process.exitCode = await main(process.argv[2] ?? 'serve', process.argv.slice(3))
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(`The server does not start: ${error.problems.length} setting(s) have to be changed.`)
  for (const problem of error.problems) console.error(`- ${problem}`)
  process.exitCode = 1
}
