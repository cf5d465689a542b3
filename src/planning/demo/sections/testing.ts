import type { Brief } from '../brief.ts'
import { inline, table } from '../safe-text.ts'
import { isServed } from './refer.ts'

export function writeTesting(brief: Brief): string {
  const rows = brief.requirements.map(({ id, test }) => [id, inline(test)])
  if (brief.terse) return table(['Requirement', 'Test'], rows)
  return [kinds(brief), table(['Requirement', 'Test'], rows), `Left untested: ${UNTESTED[brief.kind]}`].join(
    '\n\n',
  )
}

function kinds(brief: Brief): string {
  const { languages, frameworks, storage, apis, kind } = brief
  const [main] = languages
  const tool = inline(frameworks.find(({ slot }) => slot === 'test')?.name ?? main.test)
  const store =
    storage.sort === 'none'
      ? ''
      : storage.sort === 'server'
        ? ` Tests of the storage run against a real ${storage.name} that the test run starts.`
        : ` Tests of the storage use a fresh ${kind === 'pipeline' || storage.sort === 'file' ? 'directory' : 'database file'} each.`
  const foreign =
    apis.length > 0
      ? ' Foreign APIs are played by a scripted server with recorded answers; one run a night asks the real ones.'
      : ''
  return `${HOW[kind].replace('{tool}', tool)}${store}${foreign} Time and randomness are passed in, so that no test sleeps.${isServed(brief) ? ' The whole run ends within one minute.' : ''}`
}

const HOW: Record<Brief['kind'], string> = {
  web: 'The rules are tested as plain functions with {tool}; routes by requests in process; the main use in a real browser with Playwright.',
  api: 'The rules are tested as plain functions with {tool}; routes by requests in process, each answer compared with the OpenAPI description.',
  cli: 'The core is tested as plain functions with {tool}; each command by running the real program over sample directories and comparing output, exit code and files.',
  library:
    'Everything is tested through the public functions with {tool}: tables of cases, random values with a printed seed, a fuzzer in the build.',
  mobile:
    'The rules are tested as plain functions with {tool}; screens by their accessibility labels on one simulator of each system.',
  desktop: 'The rules are tested as plain functions with {tool}; windows by scripted keys on each system.',
  game: 'The rules are played without a window by {tool}; recorded sessions are replayed and their end states compared; fun is tested by people.',
  pipeline:
    'Transformations are tested as functions from small tables to small tables with {tool}; whole runs over three generated days, one of them broken.',
  bot: 'Commands are tested as functions from message and state to answer with {tool}; the listener against a scripted chat server.',
  extension:
    'The rules are tested with {tool}; the packed extension in real Chromium and Firefox over saved pages.',
  device:
    'Logic is tested on a desktop with {tool}; the board on a bench where a second one plays inputs and reads outputs.',
}

const UNTESTED: Record<Brief['kind'], string> = {
  web: 'looks beyond two pictures of each page, since a person judges them faster; browsers older than two years.',
  api: 'more clients at once than the load run has; the proxy in front, which belongs to whoever runs it.',
  cli: 'file systems on a network, whose renames may not be whole; shells’ own completion.',
  library: 'versions of the language older than its oldest supported one; what callers do with errors.',
  mobile: 'phones beyond three models and both simulators; the stores’ own purchase and update paths.',
  desktop: 'printing and more than one screen, which are tried by hand before a release.',
  game: 'whether it is fun and looks right, which ten people judge; graphics drivers beyond three machines.',
  pipeline: 'the sources’ own correctness; amounts above ten times today’s.',
  bot: 'the chat service itself; more than 20 messages a second.',
  extension: 'pages beyond the saved ones; the stores’ review.',
  device: 'temperatures outside 0 to 40 °C and radio interference, which need a laboratory.',
}
