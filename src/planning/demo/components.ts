import type { Brief } from './brief.ts'
import type { Kind } from './kinds.ts'
import type { ForeignApi } from './named-parts.ts'
import type { BriefRequirement } from './requirement-writer.ts'
import { oneLine, shorten } from './safe-text.ts'
import { isAboutMessages } from './sections/refer.ts'

/** A part of the product with one responsibility. */
export interface Component {
  name: string
  duty: string
  serves: string[]
  /** Layer of the diagram: 0 faces the outside, 1 decides, 2 keeps. */
  layer: 0 | 1 | 2
  /** What it reaches outside, if anything. */
  beyond?: string
  /** It stands beside its layer's main part. */
  side: boolean
}

type Draft = Omit<Component, 'serves'> & { fits(requirement: BriefRequirement): boolean }

const EDGE: Record<Kind, [name: string, duty: string, middle: string, middleDuty: string]> = {
  web: [
    'Pages',
    'reads requests, checks their form, draws the answer; decides nothing',
    'Rules',
    'decides what may happen to what; plain functions that know neither HTTP nor storage',
  ],
  api: [
    'Routes',
    'reads requests, checks them against the schema, writes answers; decides nothing',
    'Rules',
    'decides what may happen to what; plain functions that know neither HTTP nor storage',
  ],
  cli: [
    'Commands',
    'reads arguments, prints results and errors, sets the exit code',
    'Core',
    'does the work on values in memory; knows neither arguments nor the file system',
  ],
  library: [
    'Public functions',
    'checks arguments, documents and freezes what callers may rely on',
    'Core',
    'does the work; may change with any release',
  ],
  mobile: [
    'Screens',
    'shows the state and turns taps into intents',
    'Rules',
    'turns state and intent into the next state; knows no screen',
  ],
  desktop: [
    'Windows',
    'shows the state, offers every action by menu and keyboard',
    'Rules',
    'turns state and action into the next state, with a history for undoing',
  ],
  game: [
    'Stage',
    'draws the state, plays sound, collects input',
    'Rules',
    'turns state, input and 1/60 s into the next state; the random seed is part of the state',
  ],
  pipeline: [
    'Readers',
    'takes what is new from each source, one module a source',
    'Transformations',
    'checks, joins and computes; plain functions from tables to tables',
  ],
  bot: [
    'Listener',
    'receives messages, drops those seen before, sends answers in order',
    'Commands',
    'turns a message and the state into an answer; knows no chat',
  ],
  extension: [
    'Page script',
    'reads the page it was called on and shows the result beside it',
    'Worker',
    'holds the rules and the settings; the only part that may store',
  ],
  device: [
    'Drivers',
    'reads inputs and sets outputs, one module a part of the hardware',
    'Logic',
    'turns inputs and time into outputs; compiles on a desktop for tests',
  ],
}

const KEEPER: Record<Kind, string> = {
  web: 'Store',
  api: 'Store',
  cli: 'Files',
  library: 'Store',
  mobile: 'Local store',
  desktop: 'Documents',
  game: 'Save',
  pipeline: 'Writer',
  bot: 'Store',
  extension: 'Settings',
  device: 'Settings',
}

/** At least two; each requirement is served by at least one of them. */
export function componentsOf(brief: Brief): Component[] {
  const { kind, traits, storage, apis, requirements } = brief
  const [edge, edgeDuty, middle, middleDuty] = EDGE[kind]
  const shows = ['read', 'find', 'enter', 'play']
  const drafts: Draft[] = [
    {
      name: edge,
      duty: edgeDuty,
      layer: 0,
      side: false,
      fits: ({ action, implied, topic }) =>
        (action !== undefined && shows.includes(action)) || implied || isLook(topic?.name),
    },
  ]
  if (brief.signsIn)
    drafts.push({
      name: 'Sign-in',
      duty: 'knows who asks: sessions, passwords, the limit on tries',
      layer: 0,
      side: true,
      fits: ({ action, topic, text }) =>
        action === 'enter' || topic?.name === 'sign-in' || /sign(?:ed)?[- ]in|log ?in|password/i.test(text),
    })
  drafts.push({
    name: middle,
    duty: middleDuty,
    layer: 1,
    side: false,
    fits: ({ implied, topic, action }) =>
      !implied &&
      !isLook(topic?.name) &&
      !(action !== undefined && ['read', 'find'].includes(action) && storage.sort !== 'none'),
  })
  if (traits.has.has('email') && storage.sort !== 'none')
    drafts.push({
      name: 'Outbox',
      duty: 'sends what was committed, once, with pauses between tries',
      layer: 1,
      side: true,
      beyond: 'recipients',
      fits: isAboutMessages,
    })
  if (traits.has.has('exchange') && ['web', 'api', 'mobile', 'desktop'].includes(kind))
    drafts.push({
      name: 'Exchange',
      duty: 'reads and writes files in foreign formats, row by row',
      layer: 1,
      side: true,
      fits: ({ action, text }) =>
        action === 'bring' || action === 'give' || /csv|excel|export|import|pdf/i.test(text),
    })
  for (const api of apis.slice(0, 4)) {
    const name = shorten(oneLine(api.name).replaceAll('`', ''), 24)
    drafts.push({
      name: `${name} client`,
      duty: `the only module that knows ${name}: types of our own, a limit of 10 s a call`,
      layer: 1,
      side: true,
      beyond: name,
      fits: (requirement) => isFor(api, requirement),
    })
  }
  if (storage.sort !== 'none')
    drafts.push({
      name: KEEPER[kind],
      duty:
        kind === 'pipeline'
          ? 'writes whole results under a temporary name, then renames them'
          : 'the only module that reads and writes what is kept; one function a query',
      layer: 2,
      side: false,
      beyond: storage.name,
      fits: ({ action, text, negative }) =>
        !negative &&
        ((action !== undefined && ['create', 'change', 'remove', 'read', 'find'].includes(action)) ||
          /saved|stored?|kept|restart/i.test(text)),
    })
  else if (kind === 'cli')
    drafts.push({
      name: 'Files',
      duty: 'reads inputs, writes results under a temporary name and renames them when whole',
      layer: 2,
      side: false,
      beyond: 'the file system',
      fits: ({ action, text }) =>
        action === 'bring' || action === 'give' || action === 'change' || /file|folder|director/i.test(text),
    })
  const components = drafts.map(({ fits, ...component }) => ({
    ...component,
    serves: requirements.filter(fits).map(({ id }) => id),
  }))
  const served = new Set(components.flatMap(({ serves }) => serves))
  const centre = components.find(({ layer, side }) => layer === 1 && !side)
  if (centre)
    centre.serves = requirements
      .map(({ id }) => id)
      .filter((id) => centre.serves.includes(id) || !served.has(id))
  return components
}

/** A requirement names the service, or what such services are for. */
function isFor(api: ForeignApi, requirement: BriefRequirement): boolean {
  const { text, topic, action } = requirement
  if (requirement.implied || requirement.negative) return false
  if (text.toLowerCase().includes(api.name.toLowerCase())) return true
  if (/\bmails?\b|text messages/.test(api.used)) return isAboutMessages(requirement)
  if (/webhooks|captures/.test(api.used) && /checkout|orders, captures/i.test(api.used))
    return action === 'pay' || topic?.name === 'payment' || /\bpay|subscri|billing/i.test(text)
  if (/completion/.test(api.used))
    return topic?.name === 'model output' || /summar|translat|suggest|generat/i.test(text)
  if (/map tiles/.test(api.used)) return /\bmap|near|address|locat|route/i.test(text)
  if (/forecast/.test(api.used)) return /weather|forecast|rain|wind|temperature/i.test(text)
  if (/events of calendars/.test(api.used)) return /calendar|event|appointment|booking/i.test(text)
  if (/storing files/.test(api.used)) return /upload|photo|image|file|attachment/i.test(text)
  return false
}

const isLook = (topic: string | undefined) =>
  topic !== undefined &&
  [
    'dark mode',
    'small screens',
    'accessibility',
    'ease of use',
    'languages of the interface',
    'help',
  ].includes(topic)

/** Boxes from the outside in, as plain ASCII text. */
export function diagramOf(components: readonly Component[], people: string): string {
  const mains = components.filter(({ side }) => !side)
  const width = Math.max(...mains.map(({ name }) => name.length), 14)
  const middle = ' '.repeat(Math.floor(width / 2) + 2)
  const lines = [people, `${middle}|`, `${middle}v`]
  for (const main of mains) {
    const beside = components.filter(({ side, layer }) => side && layer === main.layer)
    const ways = [
      ...(main.beyond ? [`--> ${main.beyond}`] : []),
      ...beside.map(({ name, beyond }) => `--> ${name}${beyond ? ` --> ${beyond}` : ''}`),
    ]
    if (main !== mains[0]) lines.push(`${middle}|`)
    lines.push(`+${'-'.repeat(width + 2)}+`)
    for (let row = 0; row < Math.max(1, ways.length); row += 1)
      lines.push(`| ${(row === 0 ? main.name : '').padEnd(width)} | ${ways[row] ?? ''}`.trimEnd())
    lines.push(`+${'-'.repeat(width + 2)}+`)
  }
  return lines.join('\n')
}
