import type { Brief } from '../brief.ts'
import type { Entity } from '../entities.ts'
import { plural } from '../nouns.ts'
import { bullets, capital, inline, table } from '../safe-text.ts'
import type { Action } from '../verbs.ts'
import { chatCommands, commands, functions } from './calls.ts'
import { cite } from './refer.ts'

export function writeInterfaces(brief: Brief): string {
  const rows = rowsOf(brief)
  const foreign = brief.apis.map(
    (api) =>
      `**${inline(api.name)}**: used for ${inline(api.used)}. Limits: ${inline(api.limits)}. Slow, wrong or gone: ${inline(api.without)}.`,
  )
  return [
    brief.terse
      ? table(
          ['Way', 'Input', 'Output'],
          rows.map(([way, input, output]) => [way, input, output]),
        )
      : table(['Way', 'Input', 'Output', 'Errors'], rows),
    ...(foreign.length > 0 ? [bullets(foreign)] : ['No foreign API is called.']),
  ].join('\n\n')
}

export type Row = [way: string, input: string, output: string, errors: string]

const MOST_ROWS = 10

function rowsOf(brief: Brief): Row[] {
  switch (brief.kind) {
    case 'web':
    case 'api':
      return routes(brief)
    case 'cli':
      return commands(brief)
    case 'library':
      return functions(brief)
    case 'bot':
      return chatCommands(brief)
    case 'game':
      return [
        [
          'Start screen',
          'one key or tap',
          'a round within 2 s',
          'a save that cannot be read is named and set aside',
        ],
        [
          'Round',
          `keyboard, pointer or touch${cite(brief, ({ action }) => action === 'play')}`,
          'picture, sound, score',
          'input that the rules do not allow does nothing',
        ],
        ...special(
          brief,
          (it, id): Row => [
            `Screen “${it}”`,
            'chosen from the menu',
            `what ${id} says`,
            'nothing to show: says so',
          ],
        ),
        ['Pause', 'Esc, or the window losing its focus', 'everything stands still', 'none'],
        [
          'End screen',
          'the round’s result',
          'result, best so far, play again',
          'the save cannot be written: said once, play goes on',
        ],
        ...(brief.traits.has.has('multiplayer')
          ? ([
              [
                'Match server',
                'inputs with their frame’s number, at most 60 a second',
                'corrections of the state',
                'wrong version: asked to update; too many inputs: cut off',
              ],
            ] as Row[])
          : []),
      ]
    case 'pipeline':
      return [
        [
          `\`${brief.slug} run --day DATE\``,
          'a day; yesterday where none is given',
          'one line of counts, exit code 0',
          'exit 1: a source is not there; exit 3: counts do not add up',
        ],
        [
          `\`${brief.slug} check\``,
          'settings and sources',
          'one line a source',
          'exit 2 names each bad setting',
        ],
        ...sourcesOf(brief).map(
          (entity): Row => [
            `Source of ${inline(entity.plural)}`,
            'files or pages since the last position',
            'typed rows',
            'a bad row is put aside with its place',
          ],
        ),
        [
          'Results',
          `one table a subject${cite(brief, ({ action }) => action === 'give' || action === 'compute')}`,
          brief.storage.name === 'none' ? 'files' : brief.storage.name,
          'half-written results never get their final name',
        ],
      ]
    case 'extension':
      return [
        [
          'Button in the tool bar',
          'a click on the current page',
          'the result beside the page',
          'pages of the browser itself: says that it may not',
        ],
        [
          'Context menu',
          'the selection',
          'the same, for the selection',
          'nothing selected: the entry is grey',
        ],
        ...special(
          brief,
          (it, id): Row => [
            `“${it}”`,
            'from the button’s menu',
            `what ${id} says`,
            'nothing to show: says so',
          ],
        ),
        ['Settings page', 'switches and texts', 'kept at once', 'a bad value is refused beside its field'],
        [
          'Packages',
          'Chromium 120 and Firefox 121 or newer',
          'one zip each',
          'older: the store does not offer it',
        ],
      ]
    case 'device':
      return [
        ...sourcesOf(brief).map(
          (entity): Row => [
            `Input: ${inline(entity.name)}`,
            'pins or bus, once a period',
            'a checked value with its time',
            'out of range or silent: last value, marked as old',
          ],
        ),
        [
          'Outputs',
          'decided by Logic',
          'pins, display or bus',
          'a stuck output is seen by reading back where the hardware can',
        ],
        [
          'Serial console',
          'one line a command, 115,200 baud',
          'one line an answer',
          'unknown command: the list of commands',
        ],
        [
          'Button',
          'press, or 10 s for the factory’s values',
          'light answers at once',
          'bouncing is filtered for 20 ms',
        ],
      ]
    case 'mobile':
    case 'desktop':
      return screens(brief)
  }
}

/** What a pipeline or a device is said to take in, else what it is about. */
function sourcesOf(brief: Brief): Entity[] {
  const taken = brief.entities.filter((entity) =>
    actionsOn(brief, entity).has(brief.kind === 'device' ? 'read' : 'bring'),
  )
  const given = brief.entities.filter(
    (entity) => !actionsOn(brief, entity).has('compute') && !actionsOn(brief, entity).has('give'),
  )
  return (taken.length > 0 ? taken : given).slice(0, 3)
}

function routes(brief: Brief): Row[] {
  const page = brief.kind === 'web'
  const rows: Row[] = []
  if (brief.signsIn)
    rows.push([
      page ? '`GET`, `POST /sign-in`' : '`POST /sessions`',
      'e-mail, password',
      page ? 'session cookie, redirect' : '201 and a token',
      '401 in one wording; 429 after five tries a minute',
    ])
  for (const entity of brief.entities.filter((one) => !(brief.signsIn && one.name === 'user')).slice(0, 4)) {
    const path = `/${entity.slug}`
    const acts = actionsOn(brief, entity)
    rows.push([
      `\`GET ${path}\``,
      acts.has('find') ? 'search word, filter, page' : 'page',
      page ? 'list, 50 a page' : '200, 50 a page and the next cursor',
      '422 for a bad filter',
    ])
    if (acts.size === 0 || acts.has('create') || acts.has('bring') || acts.has('pay'))
      rows.push([
        `\`POST ${path}\``,
        inline(fieldNames(entity)),
        page ? '303 to the new one' : '201 and its address',
        '422 names each field; 409 if it is there',
      ])
    if (acts.has('change'))
      rows.push([
        page ? `\`POST ${path}/:id\`` : `\`PATCH ${path}/:id\``,
        'changed fields, version',
        page ? '303 back' : '200 and the new state',
        '404; 409 if changed meanwhile',
      ])
    if (acts.has('remove'))
      rows.push([
        page ? `\`POST ${path}/:id/delete\`` : `\`DELETE ${path}/:id\``,
        'none',
        page ? '303 to the list' : '204',
        '404 once it is gone',
      ])
  }
  if (brief.traits.has.has('exchange'))
    rows.push(['`GET /export`', 'format, range', 'the file, row by row', '422 for an unknown format'])
  if (brief.traits.has.has('realtime'))
    rows.push([
      '`GET /events`',
      '`Last-Event-ID`',
      'server-sent events',
      '204 when there is nothing to follow',
    ])
  if (brief.traits.has.has('payments'))
    rows.push([
      '`POST /webhooks/payments`',
      'signed notice',
      '200 once it is stored',
      '400 for a wrong signature; a known one again: 200',
    ])
  const rest: Row = ['`GET /healthz`', 'none', '200', '503 while the storage does not answer']
  return [...rows.slice(0, MOST_ROWS - 1), rest]
}

function actionsOn(brief: Brief, entity: Entity): Set<Action> {
  const found = new Set<Action>()
  for (const { action, object, text, negative } of brief.requirements) {
    if (!action || negative) continue
    const about = (object ?? text).toLowerCase()
    if (about.includes(entity.name) || about.includes(entity.plural)) found.add(action)
  }
  return found
}

const fieldNames = (entity: Entity) =>
  [...entity.fields.matchAll(/`([a-z_]+)`/g)]
    .map(([, name]) => name)
    .slice(0, 4)
    .join(', ')

function screens(brief: Brief): Row[] {
  const rows: Row[] = []
  if (brief.signsIn)
    rows.push(['Sign-in', 'e-mail, password', 'the first screen', 'one wording for every refusal'])
  const shown = brief.entities.filter(({ name }) => name !== 'user')
  for (const entity of (shown.length > 0 ? shown : brief.entities).slice(0, 3)) {
    const acts = actionsOn(brief, entity)
    rows.push([
      `${capital(inline(plural(entity.name)))}`,
      acts.has('find') ? 'search word, filter' : 'scrolling',
      'list, newest first',
      'empty: says what to do first',
    ])
    rows.push([
      `One ${inline(entity.name)}`,
      inline(fieldNames(entity)),
      'saved as soon as it is left',
      'missing value: named beside its field',
    ])
  }
  rows.push(
    ...special(
      brief,
      (it, id): Row => [
        `“${it}”`,
        'chosen from the first screen',
        `what ${id} says`,
        'nothing to show: says so',
      ],
    ),
  )
  if (brief.traits.has.has('exchange'))
    rows.push(['Export', 'format', 'a file through the system’s dialog', 'no room: said, the old file stays'])
  rows.push(['Settings', 'switches', 'effective at once', 'none'])
  return rows.slice(0, MOST_ROWS)
}

const HAS_SCREEN =
  /^(?:dashboard|notifications|high scores|help|configuration|history|calendar|cart|backup|multiplayer)$/

/** Requirements that name a thing of their own, such as "high scores". */
function special(brief: Brief, row: (name: string, id: string) => Row): Row[] {
  return brief.requirements
    .filter(({ topic, implied }) => topic !== undefined && !implied && HAS_SCREEN.test(topic.name))
    .slice(0, 3)
    .map(({ topic, id }) => row(topic?.name ?? '', id))
}
