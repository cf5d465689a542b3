import { asCannotStart, CannotStart } from '../cannot-start.ts'
import { StoreTooNew } from '../store/database.ts'
import { backUp } from './backup.ts'
import { checkData } from './check-data.ts'
import { BackupError } from './manifest.ts'
import { restore } from './restore.ts'

const HELP = {
  backup: `usage: devussy-web backup TARGET [--without-secrets]
Copies DATA_DIR into the folder TARGET (new or empty), also while a server runs: every run that had ended, each
live one up to a whole event, made keys (readable by this user alone), and manifest.json with the sum of each file.`,
  restore: `usage: devussy-web restore SOURCE [DATA_DIR]
Copies the backup SOURCE into DATA_DIR (new or empty; without it the setting's), compares every sum and reads every run.
A server started on it goes on with the runs that had no end.`,
  'check-data': `usage: devussy-web check-data [DATA_DIR]
Reads everything in DATA_DIR (without it the setting's), changes nothing, and names what is damaged or missing.`,
}

const EXIT_CODES =
  'Exit codes: 0 done, 1 not done or damaged (a sentence on standard error says why), 2 wrong use.'

export type DataCommand = keyof typeof HELP

/** Runs a command about a data directory; resolves to the exit code. `dataDir` is asked for only where it is not named. */
export async function runDataCommand(
  command: DataCommand,
  args: string[],
  dataDir: () => string,
  version: string,
): Promise<number> {
  if (args.includes('--help')) {
    console.log(`${HELP[command]}\n${EXIT_CODES}`)
    return 0
  }
  const named = args.filter((arg) => !arg.startsWith('--'))
  const flags = args.filter((arg) => arg.startsWith('--'))
  const most = { backup: 1, restore: 2, 'check-data': 1 }[command]
  const least = { backup: 1, restore: 1, 'check-data': 0 }[command]
  const isKnown = flags.every((flag) => command === 'backup' && flag === '--without-secrets')
  if (named.length < least || named.length > most || !isKnown || named.includes('')) {
    console.error(HELP[command].split('\n')[0])
    return 2
  }
  const [first = '', second] = named
  try {
    if (command === 'backup') return await makeBackup(dataDir(), first, flags.length === 0, version)
    if (command === 'restore') return await makeRestore(first, second ?? dataDir())
    return await check(first || dataDir())
  } catch (error) {
    const told = asCannotStart(error, dataDir())
    if (!(told instanceof BackupError || told instanceof StoreTooNew || told instanceof CannotStart))
      throw told
    console.error(told.message)
    return 1
  }
}

const counted = ({ ended, open }: { ended: number; open: number }) =>
  `${ended + open} runs (${ended} ended, ${open} without an end yet)`

async function makeBackup(
  dataDir: string,
  target: string,
  withSecrets: boolean,
  version: string,
): Promise<number> {
  const { runs } = await backUp({ dataDir, target, version, withSecrets, now: Date.now })
  console.log(`backed up ${counted(runs)} to ${target}`)
  return 0
}

async function makeRestore(source: string, dataDir: string): Promise<number> {
  const { manifest, report } = await restore(source, dataDir)
  for (const problem of report.problems) console.error(`damaged before the backup was made: ${problem}`)
  console.log(`restored ${counted(report)} of ${manifest.createdAt} to ${dataDir}, each read to its end`)
  return 0
}

async function check(dataDir: string): Promise<number> {
  const report = await checkData(dataDir)
  for (const problem of report.problems) console.error(problem)
  console.log(`${counted(report)} can be read, ${report.problems.length} problems`)
  return report.problems.length === 0 ? 0 : 1
}
