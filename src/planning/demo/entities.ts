import type { Claim } from './claims.ts'
import type { Kind } from './kinds.ts'
import {
  isOfGames,
  knownNoun,
  movingNoun,
  type Noun,
  nounsElsewhere,
  plainNoun,
  plural,
  singular,
} from './nouns.ts'
import { slug } from './safe-text.ts'
import { leadingVerb } from './verbs.ts'

/** A thing that the product keeps or works on. */
export interface Entity extends Noun {
  plural: string
  /** For routes, commands and tables: ASCII, joined by hyphens. */
  slug: string
  /** Of the other entities: what one of it belongs to. */
  owner?: Entity
}

const MOST = 5

const NOT_THINGS = new Set(
  'app application tool system program software website site page platform service interface feature way thing time data list lists option user-friendly support mode access information change detail everything something anything one other lot bit number amount name date day week month year hour minute today line csv json xml pdf html api cli web database server internet browser button click command csv-file ui ux gui us me them it file-name order-of csv-export order-to input output result results problem need idea design project-design version part kind type case use end place speed way size color colour language content text word words row column field value history status progress performance security above instructions poem prompt system-prompt format formats folder-structure screen people person all which that what when where who how why these those this view overview export import login account accounts password payment-method network connection chart graph dashboard statistic stat calendar map history be back include caller required dark-mode dry-run log summary off time read-only difficulty support total mode top bottom step fast secure responsive reality compliance subscription-per payroll week-plan picture window undo redo theme rest everybody power limit rate key'.split(
    ' ',
  ),
)
const DETERMINER =
  /^(?:a|an|the|my|our|their|his|her|your|each|every|all|many|some|multiple|several|new|old|own|other|different|recurring|monthly|weekly|daily|public|private|personal|single|upcoming|nearby|unread|incoming|existing|shared|their|large|small|raw|more|any|no|two|three|four)$/
const CONNECTING =
  /^(?:of|for|with|and|or|to|in|on|by|from|at|as|per|is|are|can|must|should|via|into|that|which|when|if|so|up|out|off|not|it|its|them|they|he|she|we|you|i|who)$/

/** Those that the brief speaks of most, in its order; people who only use it come behind the rest. At least one. */
export function entitiesOf(
  claims: readonly Claim[],
  text: string,
  english: boolean,
  kind: Kind,
  fallback: string,
): [Entity, ...Entity[]] {
  const weights = new Map<string, number>()
  const add = (name: string, weight: number) => {
    if (kind !== 'game' && isOfGames(name)) return
    if (name.length > 2 && name.length <= 30 && !NOT_THINGS.has(name) && !OUTSIDE[kind]?.test(name))
      weights.set(name, (weights.get(name) ?? 0) + weight)
  }
  if (english) {
    for (const { object, negative } of claims) if (object && !negative) add(thingOf(object), 3)
    for (const word of text
      .slice(0, 8000)
      .toLowerCase()
      .match(/[a-z]+/g) ?? [])
      if (knownNoun(singular(word))) add(singular(word), 1)
    for (const name of determined(text.slice(0, 8000))) add(name, 1)
  } else {
    for (const name of nounsElsewhere(text)) add(name, 3)
  }
  const heaviest = [...weights.entries()]
    .filter(([name, weight]) => weight > 1 || knownNoun(name))
    .sort((one, other) => other[1] - one[1])
    .map(([name]) => name)
  const kept = heaviest.filter((name) => !heaviest.some((other) => covers(other, name))).slice(0, MOST)
  const inOrder = [...weights.keys()].filter((name) => kept.includes(name))
  const names = [...inOrder.filter((name) => !USERS.has(name)), ...inOrder.filter((name) => USERS.has(name))]
  const entities = names.map((name) => entity(knownNoun(name) ?? knownAs(name, kind)))
  const [first = entity(plainNoun(fallback)), ...others] =
    kind === 'game' ? entities.map(inGame) : related(entities)
  return [first, ...others]
}

const USERS = new Set([
  'user',
  'customer',
  'client',
  'player',
  'member',
  'visitor',
  'guest',
  'employee',
  'team',
])

/** What stands outside of such a product and is not kept by it. */
const OUTSIDE: Partial<Record<Kind, RegExp>> = {
  cli: /^(?:user|client|caller)$/,
  library: /^(?:user|client|caller|error)$/,
  web: /^(?:email|mail|notification|alert)$/,
  api: /^(?:client|email|mail|notification|alert|url)$/,
  pipeline: /^(?:alert|notification|email|message|report|user|file)$/,
  device: /^(?:user|display|minute)$/,
}

/** "order item" is told with "item"; of "cat" and "cat weight" both stay. */
const covers = (longer: string, name: string) => longer.endsWith(` ${name}`)

/** Players of a game without accounts are a name beside a score. */
const inGame = (one: Entity): Entity =>
  one.name === 'player'
    ? { ...one, fields: '`name` text 1–20, `best` integer', rule: '`name` may be empty' }
    : one

const knownAs = (name: string, kind: Kind): Noun => {
  const head = knownNoun(name.split(' ').at(-1) ?? '')
  return head ? { ...head, name } : kind === 'game' ? movingNoun(name) : plainNoun(name)
}

const entity = (noun: Noun): Entity => ({
  ...noun,
  plural: plural(noun.name),
  slug: slug(plural(noun.name)) || 'entries',
})

function related(entities: Entity[]): Entity[] {
  return entities.map((one) => {
    const owner = one.parents
      .map((name) => entities.find((other) => other.name === name))
      .find((other) => other && other !== one)
    return owner && !(owner.parents.includes(one.name) && entities.indexOf(owner) > entities.indexOf(one))
      ? { ...one, owner }
      : one
  })
}

/** The head of an object: of "all unpaid invoices" "invoice", of "shift plans" "shift plan". */
function thingOf(object: string): string {
  const words = object.toLowerCase().match(/[a-z]+(?:-[a-z]+)*/g) ?? []
  const kept: string[] = []
  for (const word of words) {
    if (kept.length > 0 && /ly$/.test(word)) break
    if (kept.length > 0 && (CONNECTING.test(word) || DETERMINER.test(word))) break
    if (!DETERMINER.test(word) && !CONNECTING.test(word)) kept.push(word)
    if (kept.length === 3) break
  }
  const head = singular(kept.at(-1) ?? '')
  const before = kept.at(-2)
  if (knownNoun(head) || before === undefined || NOT_THINGS.has(head))
    return knownNoun(head) ? head : NOT_THINGS.has(head) ? singular(before ?? '') : head
  return /(?:ed|ly|ing|al|ive|ous|able)$/.test(before) || before.endsWith('s') ? head : `${before} ${head}`
}

/** Words behind "a", "each", "my" …: English names its things so. */
function determined(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]+|[,.;:]/g) ?? []
  const found: string[] = []
  for (const [index, word] of words.entries()) {
    if (!/^(?:a|an|each|every|my|our|their|of)$/.test(words[index - 1] ?? '')) continue
    const next = words[index + 1] ?? ''
    if (
      DETERMINER.test(word) ||
      /(?:ed|ly|ing)$/.test(word) ||
      CONNECTING.test(word) ||
      leadingVerb(word)?.form === 'gerund'
    )
      continue
    if (next === '' || !/^[a-z]/.test(next) || CONNECTING.test(next) || leadingVerb(next))
      found.push(singular(word))
  }
  return found
}
