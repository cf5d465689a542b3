import { readFileSync } from 'node:fs'
import { type EnvFile, readEnvFile } from './env-file.ts'
import { isKnown, misspelt, nearest } from './known-names.ts'
import { PriceBook, PricesUnreadable } from './price-book.ts'
import { readSecretFile } from './secret-file.ts'
import { modelFor, readSettings, type Settings, SettingsError, writerOf } from './settings.ts'

type Environment = Record<string, string | undefined>

const HELP = `usage: devussy-web check-settings [--env-file PATH]
Reads the settings as the server would, and says that they are good, or all that is wrong with them. Values of secrets are
never shown. Names that are nearly those of settings count as wrong.
  --env-file PATH   the settings of this .env file, which is checked as well: line ends, unknown names, names that stand
                    twice. Files of secrets that it names are not read. - stands for standard input.
Exit codes: 0 good, 1 not good, 2 wrong use.`

/** Runs the command; resolves to the exit code. */
export function checkSettings(args: string[], environment: Environment): number {
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  const [flag, path = ''] = args
  const isWrong = args.length > 0 && (args.length !== 2 || flag !== '--env-file' || path === '')
  if (isWrong) {
    console.error(HELP.split('\n')[0])
    return 2
  }
  const file = args.length === 0 ? undefined : openEnvFile(path)
  if (typeof file === 'string') {
    console.error(file)
    return 1
  }
  const { problems, settings } = judge(environment, file)
  if (settings === undefined || problems.length > 0) {
    console.error(`${problems.length} problem(s) with the settings:`)
    for (const problem of problems) console.error(`- ${problem}`)
    return 1
  }
  console.log(['settings are good', ...summary(settings)].join('\n'))
  return 0
}

/** The file; or why there is none, as a sentence. */
function openEnvFile(path: string): EnvFile | string {
  try {
    return readEnvFile(readFileSync(path === '-' ? 0 : path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Standard input that is closed has nothing more to say.
    if (path === '-' && code === 'EOF') return readEnvFile('')
    return `The file ${path} cannot be read (${code}). Name a .env file that this user may read.`
  }
}

function judge(
  environment: Environment,
  file: EnvFile | undefined,
): { problems: string[]; settings?: Settings } {
  const problems = [...(file?.problems ?? []), ...(file ? unknownIn(file) : []), ...misspeltIn(environment)]
  try {
    const settings = file
      ? readSettings({ ...environment, ...file.values }, (path) =>
          Object.values(file.values).includes(path) ? notRead(path) : readSecretFile(path),
        )
      : readSettings(environment)
    // A list of another machine cannot be read here.
    return { problems: file ? problems : [...problems, ...pricesAmiss(settings)], settings }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return { problems: [...problems, ...error.problems] }
  }
}

/** What is wrong with the list of prices, or with what needs it. */
function pricesAmiss(settings: Settings): string[] {
  try {
    const book = new PriceBook(
      settings,
      () => 0,
      () => {},
    )
    const model = modelFor(settings, 'design')
    // A cap that cannot be kept would only seem to be one.
    return settings.MAX_RUN_PRICE > 0 && !book.priceOf(model)
      ? [
          `MAX_RUN_PRICE: the price of ${model || 'the model that its server picks'} is not known, so it cannot be kept. Put the model into the list of prices, or use MAX_RUN_TOKENS.`,
        ]
      : []
  } catch (error) {
    if (!(error instanceof PricesUnreadable)) throw error
    return [error.message]
  }
}

/** A path in the file is of the machine that the file is for: its content is taken for good. */
const notRead = (path: string) => ({ text: path === '/dev/null' ? '' : 'set' })

/** A line that lost its beginning may have a piece of a secret where its name should be. */
const shown = (name: string): string => (/^[A-Z][A-Z_]{1,40}\d?$/.test(name) ? ` ${name}` : '')

const unknownIn = (file: EnvFile): string[] =>
  Object.keys(file.values)
    .filter((name) => !isKnown(name))
    .map((name) => {
      const near = nearest(name)
      return near === undefined
        ? `line ${file.lines[name]}: unknown setting${shown(name)}. Take it out, or see .env.example for what there is.`
        : `line ${file.lines[name]}: unknown setting ${name}; did you mean ${near}?`
    })

const misspeltIn = (environment: Environment): string[] =>
  Object.keys(environment).flatMap((name) => {
    const meant = misspelt(name)
    return meant === undefined ? [] : `unknown setting ${name}; did you mean ${meant}?`
  })

function summary(settings: Settings): string[] {
  const { OPENAI_BASE_URL, PUBLIC_URL } = settings
  const writer = writerOf(settings)
  const model =
    writer === 'demo'
      ? []
      : [
          `model server: ${new URL(OPENAI_BASE_URL).host}`,
          `model: ${modelFor(settings, 'design') || 'the first sensible one'}`,
        ]
  return [`provider: ${writer}`, ...model, `public address: ${PUBLIC_URL || 'not set'}`]
}
