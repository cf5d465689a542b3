import type { DesignRequest, Requirement } from '../design.ts'
import { type BriefParts, briefParts } from '../whole-brief.ts'
import { type Claim, claimsOf } from './claims.ts'
import { type Entity, entitiesOf } from './entities.ts'
import { type HumanLanguage, humanLanguageOf } from './human-language.ts'
import { impliedFor } from './implied.ts'
import { KINDS, type Kind, type KindWords, sortOf } from './kinds.ts'
import { besideOf, type Language, languageOf } from './languages.ts'
import { apiOf, apisIn, type ForeignApi, frameworkOf, type NamedPart } from './named-parts.ts'
import { sentencesOf } from './questions.ts'
import { type BriefRequirement, RequirementWriter } from './requirement-writer.ts'
import { oneLine, shorten, slug } from './safe-text.ts'
import { readStatements } from './statements.ts'
import { type Storage, storageOf } from './storage.ts'
import { topicOf } from './topics.ts'
import { type Traits, traitsOf } from './traits.ts'
import { Variation } from './variation.ts'

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
  /** Of the questions that were asked about the brief. */
  answers: BriefParts['answers']
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
  /** The document may hold only what has to be in it. */
  terse: boolean
  /** Eight digits that no other brief has. */
  mark: string
}

/** Words below which a document is written tersely. */
const TERSE = 1500
const isTerse = ({ words }: DesignRequest): boolean => words !== undefined && words < TERSE

const MOST_STATEMENTS = 60
const MOST_REQUIREMENTS = 21
const MOST_IMPLIED = 4
/** Characters. */
const LONGEST = 240

/** The requirements of `written` take the place of the brief's own: a document that was begun by somebody else. */
export function readBrief(request: DesignRequest, mark: string, written?: readonly Requirement[]): Brief {
  const name = oneLine(request.projectName) || 'The project'
  const { text: own, answers } = briefParts(request.requirements)
  const text = [own, ...sentencesOf(answers)].join('\n\n')
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
        ...impliedFor(kind, traits, storage, signsIn, isTerse(request) ? 2 : MOST_IMPLIED).map((implied) =>
          writer.implied(implied),
        ),
      ]
  for (const [index, requirement] of requirements.entries())
    requirement.id = written?.[index]?.id ?? `R-${index + 1}`
  const entities = entitiesOf(kept, text, english, kind, FALLBACK[kind])
  const named = request.apis.map((api) => ({ ...apiOf(oneLine(api)), mentioned: false }))
  const mentioned = apisIn(text)
    .filter((api) => !named.some(({ name }) => name.toLowerCase().includes(api.toLowerCase())))
    .map((api) => ({ ...apiOf(api), mentioned: true }))
  return {
    name,
    terse: isTerse(request),
    slug: slug(name) || `project-${mark.slice(0, 4)}`,
    kind,
    kindAssumed: assumed,
    words,
    humanLanguage,
    requirements,
    left: said.left + claims.length - kept.length,
    cut: said.cut,
    answers,
    description,
    signsIn,
    scanty,
    traits,
    entities,
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
