import type { DesignRequest, Requirement } from '../design.ts'
import { type Claim, claimsOf } from './claims.ts'
import { type Entity, entitiesOf } from './entities.ts'
import { type HumanLanguage, humanLanguageOf } from './human-language.ts'
import { impliedFor } from './implied.ts'
import { KINDS, type Kind, type KindWords, sortOf } from './kinds.ts'
import { besideOf, type Language, languageOf } from './languages.ts'
import { apiOf, apisIn, type ForeignApi, frameworkOf, type NamedPart } from './named-parts.ts'
import { observationOf } from './outcomes.ts'
import { capital, oneLine, shorten, slug } from './safe-text.ts'
import { readStatements } from './statements.ts'
import { type Storage, storageOf } from './storage.ts'
import { type Topic, topicOf } from './topics.ts'
import { type Traits, traitsOf } from './traits.ts'
import { Variation } from './variation.ts'
import type { Action } from './verbs.ts'

/** What is asked for, understood as far as rules can: all that the parts of the document are written from. */
export interface Brief {
  /** Plain text, one line. */
  name: string
  /** ASCII, for commands, paths and packages. */
  slug: string
  kind: Kind
  kindAssumed: boolean
  words: KindWords
  humanLanguage: HumanLanguage
  requirements: BriefRequirement[]
  /** Things the brief says beyond the requirements that fit in. */
  left: number
  /** A statement was too long to be one requirement. */
  cut: boolean
  /** What the brief calls the product, in its own words. */
  description?: string
  /** People have accounts. */
  signsIn: boolean
  /** Hardly anything is said. */
  scanty: boolean
  traits: Traits
  entities: [Entity, ...Entity[]]
  storage: Storage
  /** The first is what most of it is written in. */
  languages: [Language, ...Language[]]
  frameworks: (NamedPart & { name: string })[]
  apis: (ForeignApi & { mentioned: boolean })[]
  variation: Variation
  /** Eight digits that no other brief has. */
  mark: string
}

export interface BriefRequirement {
  id: string
  /** Plain text without the full stop. */
  text: string
  /** Its claim alone, without what was added to make it testable. */
  said: string
  test: string
  implied: boolean
  negative: boolean
  action?: Action
  object?: string
  topic?: Topic
}

const MOST_STATEMENTS = 60
const MOST_REQUIREMENTS = 21
const MOST_IMPLIED = 4
/** Characters. */
const LONGEST = 240

/** The requirements of `written` take the place of the brief's own: a document that was begun by somebody else. */
export function readBrief(request: DesignRequest, mark: string, written?: readonly Requirement[]): Brief {
  const name = oneLine(request.projectName) || 'The project'
  const { requirements: text } = request
  const traits = traitsOf(`${name}\n${text}`)
  const { kind, assumed } = sortOf(name, text, request.languages, request.frameworks)
  const words = KINDS[kind]
  const humanLanguage = humanLanguageOf(text)
  const english = humanLanguage === 'English'
  const said = readStatements(text, MOST_STATEMENTS)
  const told = said.statements.map((statement) => claimsOf(statement, words, english))
  const description = describes(told, said.statements, english)
  const claims = (description === undefined ? told : told.slice(1)).flat().filter(once())
  if (kind === 'library') for (const claim of claims) if (/ writes? /.test(claim.text)) claim.action = 'give'
  const languages = languagesOf(request.languages)
  const storage = storageOf(kind, `${text}\n${request.frameworks.join('\n')}`, claims, traits, languages[0])
  const kept = claims.slice(0, MOST_REQUIREMENTS)
  const signsIn = hasAccounts(kind, traits)
  const scanty = kept.length === 0 || (kept.length === 1 && kept[0]?.bare === true)
  const writer = new RequirementWriter(kind, english)
  const requirements = written
    ? written.map(({ text }) => writer.write({ text: shorten(text, LONGEST), negative: false, bare: false }))
    : [
        ...(scanty ? [writer.core(kept[0]?.text ?? name)] : kept.map((claim) => writer.write(claim))),
        ...impliedFor(kind, traits, storage, signsIn, MOST_IMPLIED).map((implied) => writer.implied(implied)),
      ]
  for (const [index, requirement] of requirements.entries())
    requirement.id = written?.[index]?.id ?? `R-${index + 1}`
  const [entity, ...others] = entitiesOf(kept, text, english, kind, FALLBACK[kind])
  const named = request.apis.map((api) => ({ ...apiOf(oneLine(api)), mentioned: false }))
  const mentioned = apisIn(text)
    .filter((api) => !named.some(({ name }) => name.toLowerCase().includes(api.toLowerCase())))
    .map((api) => ({ ...apiOf(api), mentioned: true }))
  return {
    name,
    slug: slug(name) || `project-${mark.slice(0, 4)}`,
    kind,
    kindAssumed: assumed,
    words,
    humanLanguage,
    requirements,
    left: said.left + claims.length - kept.length,
    cut: said.cut,
    description,
    signsIn,
    scanty,
    traits,
    entities: [entity ?? entityOfNothing(), ...others],
    storage,
    languages,
    frameworks: request.frameworks.map((framework) => ({
      name: oneLine(framework),
      ...frameworkOf(framework),
    })),
    apis: [...named, ...mentioned],
    variation: new Variation(mark),
    mark,
  }
}

/** "SaaS for small restaurants", "美容院の予約システム": said first, it names the product and nothing that it does. */
function describes(
  told: readonly Claim[][],
  statements: readonly string[],
  english: boolean,
): string | undefined {
  const [first] = statements
  const [claims = []] = told
  const [claim, ...others] = claims
  if (first === undefined || !claim || others.length > 0 || told.flat().length < 3) return undefined
  if (claim.negative || claim.action !== undefined || topicOf(first)?.quality) return undefined
  const names = english
    ? claim.bare || /^(?:an?|the|my)\s|\bfor\b/i.test(first)
    : /(?:システム|アプリ|サイト|ツール|ゲーム|サービス|网站|应用|系统|앱|사이트)$|^(?:eine?|une?|una?|uma?)\s[^,]{3,60}$/i.test(
        first,
      )
  return names &&
    (claim.bare || !/\b(?:can|must|should|is|are|kann|soll|muss|peut|doit|puede|debe)\b/i.test(first))
    ? first
    : undefined
}

/** A tool or a library has the rights of its caller. */
function hasAccounts(kind: Kind, { has, denied }: Traits): boolean {
  if (!['web', 'api', 'mobile', 'desktop', 'game'].includes(kind) || denied.has('auth')) return false
  return (
    has.has('auth') ||
    (['web', 'api'].includes(kind) && (has.has('payments') || has.has('teams') || has.has('roles')))
  )
}

const FALLBACK: Record<Kind, string> = {
  web: 'entry',
  api: 'record',
  cli: 'input',
  library: 'value',
  mobile: 'entry',
  desktop: 'document',
  game: 'round',
  pipeline: 'row',
  bot: 'command',
  extension: 'page note',
  device: 'reading',
}

function entityOfNothing(): never {
  throw new Error('entitiesOf gives at least one')
}

function once(): (claim: Claim) => boolean {
  const seen = new Set<string>()
  return ({ text }) => {
    const key = text.toLowerCase()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
}

/** The first that is no helper such as SQL or CSS leads. */
function languagesOf(names: string[]): [Language, ...Language[]] {
  const plain = names.map(oneLine).filter((name) => name !== '')
  const main = plain.find((name) => languageOf(name).known || !besideOf(name)) ?? plain[0] ?? 'TypeScript'
  return [languageOf(main), ...plain.filter((name) => name !== main).map(languageOf)]
}

const CORE: Record<Kind, string> = {
  web: 'a visitor opens the first page, adds one entry, finds it again in the list and opens it',
  api: 'a client adds one record, reads it back by its address and finds it in the list',
  cli: 'called with one input the tool writes the result to standard output and ends with exit code 0',
  library:
    'a caller passes one input to the main function and gets the typed result or an error with its place',
  mobile: 'a user opens the app, adds one entry and finds it again after a restart',
  desktop: 'a user opens the window, makes one document, saves it and opens it again',
  game: 'a player starts a round within 10 s of opening it, plays it by keyboard or touch and sees how it ended',
  pipeline: 'one input file goes in, and its valid rows come out in the agreed form',
  bot: 'a member sends its command in a chat and gets the answer there within 3 s',
  extension: 'a user presses its button on a page and sees the result beside the page',
  device: 'it reads its input once a second and shows the value on its output',
}

const BARE: Record<Kind, string> = {
  web: 'can be reached from the first page in at most two steps',
  api: 'can be had over HTTP, as JSON, under an address of its own',
  cli: 'has a command of its own, described in --help',
  library: 'is one exported function or type, with an example in its comment',
  mobile: 'can be reached from the first screen in at most two taps',
  desktop: 'can be reached from the main window, by menu and by keyboard',
  game: 'can be met within the first five minutes of play',
  pipeline: 'is a step of its own that can be run alone',
  bot: 'has a command of its own, named in the help',
  extension: 'can be reached from the button in two steps',
  device: 'can be tried on the bench through the serial console',
}

const ACCEPTANCE = [
  'Set up what the sentence presumes, do it once, look for exactly what it says; then with the presumption missing.',
  'One case in which it holds, one at its limit, one in which it must be refused.',
  'Play it through as written from an empty state, then again over what the first time left behind.',
  'One case written before the code, read and agreed to by whoever wrote the brief.',
]

/** Makes requirements of claims, so that neighbours do not say the same. */
class RequirementWriter {
  private readonly turns = new Map<string, { count: number; first: string }>()
  private written = 0

  constructor(
    private readonly kind: Kind,
    private readonly english: boolean,
  ) {}

  core(subject: string): BriefRequirement {
    this.written += 1
    const text = `${capital(shorten(subject, 80))}: ${CORE[this.kind]}`
    return {
      id: '',
      text,
      said: text,
      test: 'Exactly that, from an empty state, driven from outside like a person would.',
      implied: false,
      negative: false,
    }
  }

  implied({ text, test }: { text: string; test: string }): BriefRequirement {
    this.written += 1
    return { id: '', text: `${text} (implied)`, said: text, test, implied: true, negative: false }
  }

  write(claim: Claim): BriefRequirement {
    this.written += 1
    const { negative, action, object } = claim
    const topic = this.english && !negative ? topicOf(claim.text) : undefined
    const text = capital(shorten(claim.text, LONGEST))
    const base = { id: '', said: text, implied: false, negative, action, object, topic }
    if (negative)
      return {
        ...base,
        text,
        test: 'Look for it in every way in and out, and in the list of packages; the build fails when it is there.',
      }
    if (topic && this.first(topic.name)) {
      const measured = topic.quality === true && topic.name !== 'frame rate' && /\d/.test(claim.text)
      const full = measured ? text : `${text}; ${topic.observable(this.kind)}`
      return { ...base, text: full, test: topic.test(this.kind) }
    }
    if (action) {
      const it = itOf(object)
      const turn = this.turn(action)
      const { observed, test, ways } = observationOf(action, this.kind, it, turn.count)
      const repeated = turn.count >= Math.min(TURNS, ways)
      const plain =
        repeated || claim.text.length > 150 || /\b(?:when|if|after|within|so that|unless)\b/i.test(claim.text)
      const again = `As for ${turn.first}, with ${object ? shorten(object, 60) : 'what this one names'}.`
      return { ...base, text: plain ? text : `${text}; ${observed}`, test: repeated ? again : test }
    }
    if (claim.bare && this.english) {
      const turn = this.turn('bare')
      const test = `Walk to it from the start as ${this.kind === 'library' ? 'a new caller' : 'a newcomer'} would; then what it does with nothing to show.`
      return turn.repeated
        ? {
            ...base,
            text: `${text} can be had in the same way as ${turn.first}`,
            test: `As for ${turn.first}.`,
          }
        : { ...base, text: `${text} ${BARE[this.kind]}`, test }
    }
    const turn = this.turn('sentence')
    const test = ACCEPTANCE[turn.count % ACCEPTANCE.length] ?? ''
    return { ...base, text, test: `“${shorten(text, 48)}”: ${test}` }
  }

  private first(topic: string): boolean {
    return this.turn(`topic ${topic}`).count === 0
  }

  private turn(key: string): { count: number; first: string; repeated: boolean } {
    const before = this.turns.get(key)
    const turn = { count: before?.count ?? 0, first: before?.first ?? `R-${this.written}` }
    this.turns.set(key, { ...turn, count: turn.count + 1 })
    return { ...turn, repeated: turn.count >= TURNS }
  }
}

/** Ways to say an outcome before the next one refers to the first. */
const TURNS = 2

const itOf = (object: string | undefined) =>
  object === undefined ? 'it' : /s$/.test(object) ? 'each of them' : 'it'
