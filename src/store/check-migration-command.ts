import { resolve } from 'node:path'
import { places } from '../places.ts'
import { checkMigration } from './check-migration.ts'

const USAGE = 'usage: devussy-web check-migration [DATA_DIR] [--slow]'
const HELP = `${USAGE}
Opens a copy of what DATA_DIR (without it the setting's) keeps, as a start of this version would, and changes nothing there; a
server may go on in it. The copy is made in TMPDIR. --slow: changing the schema may take more than a second.
Exit codes: 0 can be opened, 1 cannot (the line says why), 2 wrong use.`

/** Runs `devussy-web check-migration`; resolves to the exit code. */
export async function runCheckMigration(args: string[], dataDir: () => string): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  const named = args.filter((arg) => arg !== '--slow')
  if (named.length > 1 || named.some((arg) => arg === '' || arg.startsWith('-'))) {
    console.error(USAGE)
    return 2
  }
  const folder = resolve(named[0] ?? dataDir())
  const check = await checkMigration(places(folder).store, { isSlowFine: args.includes('--slow') })
  if (!check.can) {
    console.error(check.why)
    return 1
  }
  const { from, to, ms } = check
  const took = from > 0 && from < to ? ` (in ${Math.ceil(ms)} ms)` : ''
  console.log(`data can be opened: schema ${from} -> ${to}${took}`)
  return 0
}
