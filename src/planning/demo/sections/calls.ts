import type { Brief } from '../brief.ts'
import type { Language } from '../languages.ts'
import { capital, shorten, slug } from '../safe-text.ts'
import type { Action } from '../verbs.ts'
import type { Row } from './interfaces.ts'

/** Requirements that do something, as "verb object", each verb and object once. */
function deeds(
  brief: Brief,
  most: number,
): { name: string; verb: string; object: string; id: string; action: Action }[] {
  const found = new Map<string, { name: string; verb: string; object: string; id: string; action: Action }>()
  for (const { action, object, text, id, negative, implied } of brief.requirements) {
    if (!action || negative || implied) continue
    const verb = VERB_IN.exec(text)?.[1]?.toLowerCase() ?? DEFAULT_VERB[action]
    const short = shorten(slug(object ?? ''), 24)
      .replace('…', '')
      .split('-')
      .slice(0, 2)
      .join('-')
    const name = slug(`${baseOf(verb)} ${short}`)
    if (name !== '' && !found.has(name))
      found.set(name, { name, verb: baseOf(verb), object: short, id, action })
  }
  return [...found.values()].slice(0, most)
}

const VERB_IN =
  /(?:\bcan|^The (?:tool|bot|pipeline|firmware|library|app|service|extension|game))(?: also)? ([a-z]+)/i
const DEFAULT_VERB: Record<Action, string> = {
  create: 'add',
  read: 'show',
  find: 'find',
  change: 'change',
  remove: 'remove',
  send: 'send',
  share: 'share',
  bring: 'import',
  give: 'export',
  pay: 'pay',
  enter: 'sign-in',
  compute: 'compute',
  play: 'play',
}

/** Third person back to the base form, as far as briefs need it. */
function baseOf(verb: string): string {
  if (/[^aeiou]ies$/.test(verb)) return `${verb.slice(0, -3)}y`
  if (/(?:sh|ch|ss|x|zz)es$/.test(verb)) return verb.slice(0, -2)
  return /[^s]s$/.test(verb) ? verb.slice(0, -1) : verb
}

const COMMAND_OUTPUT: Record<Action, [output: string, errors: string]> = {
  create: ['the id of the new one', 'exit 1 if it is there already'],
  read: ['one line each; `--json` for programs', 'nothing to show is exit 0 and says so'],
  find: ['matches, one a line', 'exit 1 for no match'],
  change: ['one line a change; `--dry-run` makes none', 'a taken name is reported and left alone'],
  remove: ['what was removed', 'exit 1 if it is not there'],
  share: ['the address it can be had at', 'exit 4 when the way out is down'],
  send: ['what was sent, to whom', 'exit 4 when the way out is down; kept for later'],
  bring: ['counts of read and refused', 'refused ones with line and reason, exit 3'],
  give: ['a file, or standard output for `-`', 'exit 1 if the target is there, unless `--force`'],
  pay: ['the receipt’s number', 'exit 4 and nothing booked'],
  enter: ['nothing', 'exit 4 in one wording'],
  compute: ['the result, one line each', 'a bad input with its place, exit 3'],
  play: ['the new state', 'an illegal move is named, exit 1'],
}

/** Behaviours of other commands rather than commands. */
const NO_COMMANDS = /^(?:skip|write|print|log|ignore|show|run|support|track|return|output)$/

export function commands(brief: Brief): Row[] {
  const { slug: program, storage } = brief
  const stateless = storage.sort === 'none'
  const found = deeds(brief, 7).filter(({ verb }) => !stateless || !NO_COMMANDS.test(verb))
  const single = stateless && found.length < 2
  const rows = found.map(({ verb, object, id, action }): Row => {
    const [output, errors] = (stateless ? STATELESS_OUTPUT[action] : undefined) ?? COMMAND_OUTPUT[action]
    const words = single
      ? ''
      : ` ${stateless ? verb : [verb, object].filter((word) => word !== '').join('-')}`
    const input = stateless
      ? `${object === '' ? 'files' : object.replaceAll('-', ' ')} (${id})`
      : `values as options (${id})`
    return [`\`${program}${words}${stateless ? ' PATH…' : ''}\``, input, output, errors]
  })
  const unique = rows.filter(([way], index) => rows.findIndex(([other]) => other === way) === index)
  if (unique.length === 0)
    unique.push([
      `\`${program} INPUT…\``,
      'files, or standard input for `-`',
      'the result on standard output',
      'exit 3: a bad input, with its place',
    ])
  const dryRun = brief.requirements.find(({ text }) => /dry[- ]run/i.test(text))
  if (dryRun)
    unique.push([
      '`--dry-run`',
      `with any command (${dryRun.id})`,
      'what would be done, one line each',
      'the same as without',
    ])
  return [
    ...unique,
    [`\`${program} --help\`, \`--version\``, 'none', 'what it can do, one example each', 'none'],
    [
      'Exit codes',
      '0 done, 1 refused, 2 wrong usage',
      '3 bad input, 4 something outside failed',
      'one line on standard error',
    ],
  ]
}

const STATELESS_OUTPUT: Partial<Record<Action, [output: string, errors: string]>> = {
  create: ['the path of what was written', 'exit 1 if it is there, unless `--force`'],
  remove: ['what was removed', 'exit 1 if it may not be removed'],
}

export function functions(brief: Brief): Row[] {
  const [language] = brief.languages
  const [entity] = brief.entities
  const found = deeds(brief, 7)
  if (found.length === 0)
    found.push({ name: `parse-${entity.slug}`, verb: 'parse', object: '', id: 'R-1', action: 'bring' })
  const type = pascal(entity.name)
  return [
    ...found.map(
      ({ name, id, action }): Row => [
        code(
          action === 'give' ? `${caseOf(language, name)}(${type}) → text` : signatureOf(language, name, type),
        ),
        `checked at the door (${id})`,
        FUNCTION_OUTPUT[action] ?? 'a new value; the argument is untouched',
        'typed error with place and what was expected',
      ],
    ),
    [code(type), 'none', 'immutable value; equality by content', 'cannot be built in an invalid state'],
    [
      code(caseOf(language, 'parse-error', 'pascal')),
      'none',
      'offset, line, column, what was expected',
      'none',
    ],
  ]
}

const FUNCTION_OUTPUT: Partial<Record<Action, string>> = {
  bring: 'the value that the format gives it',
  give: 'text that reads back to an equal value',
  compute: 'the result; same input, same result',
  find: 'matches in a stable order, lazily',
}

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

const signatureOf = (language: Language, name: string, type: string) =>
  language.signature.replaceAll('{f}', caseOf(language, name)).replaceAll('{T}', type)

const pascal = (name: string) =>
  slug(name)
    .split('-')
    .map((word) => capital(word))
    .join('') || 'Value'

function caseOf(language: Language, name: string, naming = language.naming): string {
  if (naming === 'snake') return slug(name).replaceAll('-', '_')
  const whole = pascal(name)
  return naming === 'pascal' ? whole : whole.charAt(0).toLowerCase() + whole.slice(1)
}

export function chatCommands(brief: Brief): Row[] {
  const rows = deeds(brief, 8).map(
    ({ name, id, action }): Row => [
      `\`/${name}\``,
      `words behind the command (${id})`,
      action === 'read' || action === 'find'
        ? 'one message, at most ten lines, then “more”'
        : 'one message that says what was done',
      'the one line that would work',
    ],
  )
  return [
    ...(rows.length > 0
      ? rows
      : [
          [
            `\`/${brief.slug}\``,
            'words behind the command',
            'one message',
            'the one line that would work',
          ] as Row,
        ]),
    ['`/help`', 'none', 'each command with an example', 'none'],
    [
      'Incoming events',
      'messages of chats it was invited to',
      'answers in the same thread',
      'unknown kinds are dropped and counted',
    ],
  ]
}
