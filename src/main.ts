import manifest from '../package.json' with { type: 'json' }
import { readSettings, SettingsError } from './settings.ts'

const USAGE =
  'usage: devussy-web [serve | health | version | backup TARGET | restore SOURCE [DATA_DIR] | check-data [DATA_DIR] | check-settings | check-migration [DATA_DIR] | keys | smoke URL]'

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
  if (command === 'health') {
    const { runHealthCommand } = await import('./health-command.ts')
    return runHealthCommand(args, () => readSettings(process.env))
  }
  if (command === 'smoke') {
    const { runSmokeCommand } = await import('./smoke/command.ts')
    return runSmokeCommand(args, () => readSettings(process.env), version)
  }
  if (command === 'check-migration') {
    const { runCheckMigration } = await import('./store/check-migration-command.ts')
    return runCheckMigration(args, () => readSettings(process.env).DATA_DIR)
  }
  if (command === 'backup' || command === 'restore' || command === 'check-data') {
    const { runDataCommand } = await import('./backup/commands.ts')
    return runDataCommand(command, args, () => readSettings(process.env).DATA_DIR, version)
  }
  if (command !== 'serve') {
    console.error(USAGE)
    return 2
  }
  // Not before it is needed: a health check each few seconds should not pay for a server.
  const { serve } = await import('./serve.ts')
  return serve(readSettings(process.env), version)
}

try {
  process.exitCode = await main(process.argv[2] ?? 'serve', process.argv.slice(3))
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(`The server does not start: ${error.problems.length} setting(s) have to be changed.`)
  for (const problem of error.problems) console.error(`- ${problem}`)
  process.exitCode = 1
}
