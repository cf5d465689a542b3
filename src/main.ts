import manifest from '../package.json' with { type: 'json' }
import { readSettings, SettingsError } from './settings.ts'

const USAGE =
  'usage: devussy-web [serve | health | version | backup TARGET | restore SOURCE [DATA_DIR] | check-data [DATA_DIR]]'

async function main(command: string, args: string[]): Promise<number> {
  if (command === 'version') {
    console.log(manifest.version)
    return 0
  }
  if (command === 'backup' || command === 'restore' || command === 'check-data') {
    const { runDataCommand } = await import('./backup/commands.ts')
    return runDataCommand(command, args, () => readSettings(process.env).DATA_DIR, manifest.version)
  }
  if (command !== 'serve' && command !== 'health') {
    console.error(USAGE)
    return 2
  }
  const settings = readSettings(process.env)
  if (command === 'health') return checkHealth(settings.HOST, settings.PORT)
  // Not before it is needed: a health check each few seconds should not pay for a server.
  const { serve } = await import('./serve.ts')
  return serve(settings, manifest.version)
}

/** Asks the server of these settings whether it is ready; for a container's health check. */
async function checkHealth(host: string, port: number): Promise<number> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const at = address.includes(':') ? `[${address}]` : address
  try {
    const answer = await fetch(`http://${at}:${port}/readyz`, { signal: AbortSignal.timeout(3000) })
    console.log(await answer.text())
    return answer.ok ? 0 : 1
  } catch {
    console.error(`no answer from http://${at}:${port}`)
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
