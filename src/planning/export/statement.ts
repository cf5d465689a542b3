import { tally } from '../lint/language.ts'
import { oneLine } from './escape.ts'

/**
 * A sentence in the forms of EARS ("WHEN …, THE SYSTEM SHALL …"). Words are moved and keywords added, nothing else: a
 * sentence of which it is not sure what it would become is given whole.
 */
export interface Statement {
  keyword?: 'WHEN' | 'IF' | 'WHILE' | 'WHERE'
  /** What stands behind the keyword. */
  condition?: string
  /** What stands behind SHALL; `NOT` included. */
  response: string
  /** The whole. */
  text: string
  /** No form fits: the sentence stands whole in the response. */
  quoted: boolean
}

const SYSTEM = 'the (?:system|app|application|program|tool|software|product|website|web app)'
const KEYWORDS: Record<string, Statement['keyword']> = {
  when: 'WHEN',
  whenever: 'WHEN',
  once: 'WHEN',
  'as soon as': 'WHEN',
  if: 'IF',
  while: 'WHILE',
  'as long as': 'WHILE',
  where: 'WHERE',
}
const WORDS_OF_CONDITION = Object.keys(KEYWORDS).join('|')
const LEADING = new RegExp(`^(${WORDS_OF_CONDITION})\\s+(.+)$`, 'is')
const MODAL = new RegExp(
  `^(?:${SYSTEM})\\s+(must not|shall not|cannot|can not|must|shall|has to|needs to|will|can)\\s+(.+)$`,
  'is',
)
const THIRD_PERSON = new RegExp(`^(?:${SYSTEM})\\s+([a-z]{2,}s)\\s+(.+)$`, 'is')
const TRAILING = new RegExp(
  `^(.+?)\\s+(${WORDS_OF_CONDITION})\\s+((?:an?|the|no|each|every|any)\\s.+)$`,
  'is',
)
/** Behind these "if" and "when" begin a question. */
const ASKING =
  /\b(?:ask|check|decide|determine|find|know|log|note|record|remember|say|see|show|tell|test|track|verif|view)\w*(?: out)?$/i
const PRONOUN = /^(?:it|its|they|their|this|that|these|those|he|she)\b/i
const SUBJECT =
  /^(?:people|users?|members?|customers?|visitors?|clients?|admins?|administrators?|operators?|everybody|everyone|anybody|anyone|nobody|no one|somebody|someone|they|it|an?|the|each|every|all|no|any|its?|their|there|this|that|what|whoever)\b/i
const FINITE = /\b(?:is|are|was|were|can|cannot|must|shall|will|may|has|have|does|do)\b/i
const VERBS = new Set(
  `accept add allow answer archive assign back block book build cache calculate cancel check clean collect compare compress
  compute confirm convert copy count create decode deduplicate delete deliver detect display download edit encode encrypt enforce
  expire export fetch filter find format forward generate give group handle hash hide highlight identify ignore import index
  inform insert install keep let limit link list load log make manage mark match measure merge migrate monitor move notify offer open
  output parse pause prevent print process produce protect provide publish read receive recognise recognize record recover redirect
  refuse register reject remember remind remove rename render replace report reset resize respond restore resume retain retry return
  roll run save scan schedule search select send serve set share show sign skip sort start stop store stream summarise summarize
  support switch sync synchronise synchronize tag test throttle track transcribe transform translate update upload use validate verify
  view warn watch write`.split(/\s+/),
)
const LOWERED =
  /^(?:An?|The|Each|Every|All|No|Any|Users?|People|Members?|Customers?|Visitors?|Clients?|Everybody|Everyone|Anybody|Anyone|Nobody|Somebody|Someone|They|It|Its|Their|There|This|That|What|Whoever|Admins?|Administrators?|Operators?)(?=\s)/

/** One statement a sentence, in their order; `id` names the requirement where the text says nothing. */
export function statementsOf(text: string, id: string): Statement[] {
  const sentences = sentencesIn(oneLine(text))
  return (sentences.length > 0 ? sentences : ['']).map((sentence) => statementOf(sentence, id))
}

const ABBREVIATED = /(?:\b(?:e\.g|i\.e|etc|vs|approx|cf|no|resp|incl|min|max)|\b\p{Lu})\.$/iu

/** Split only where a new sentence is sure to begin. */
function sentencesIn(text: string): string[] {
  const sentences: string[] = []
  for (const piece of text.split(/(?<=[.!?][”"’)]?)\s+(?=\p{Lu})/u)) {
    const last = sentences.at(-1)
    if (last !== undefined && ABBREVIATED.test(last)) sentences[sentences.length - 1] = `${last} ${piece}`
    else if (piece !== '') sentences.push(piece)
  }
  return sentences
}

function statementOf(sentence: string, id: string): Statement {
  const clause = sentence.replace(/\.$/, '')
  const english = isEnglish(clause)
  const split = english ? (leading(clause) ?? trailing(clause)) : undefined
  const response = english ? responseOf(split?.main ?? clause) : undefined
  if (!response)
    return written({
      response: `meet ${id} as it is written: ${clause === '' ? 'it says nothing' : `“${sentence}”`}`,
      quoted: true,
    })
  return written({ keyword: split?.keyword, condition: split?.condition, response, quoted: false })
}

function written(statement: Omit<Statement, 'text'>): Statement {
  const { keyword, condition, response } = statement
  const before = keyword === undefined ? '' : `${keyword} ${condition}, `
  const then = keyword === 'IF' ? 'THEN ' : ''
  return { ...statement, text: `${before}${then}THE SYSTEM SHALL ${response}.` }
}

interface Split {
  keyword: Statement['keyword']
  condition: string
  main: string
}

function leading(clause: string): Split | undefined {
  const [, word = '', rest = ''] = LEADING.exec(clause) ?? []
  const keyword = KEYWORDS[word.toLowerCase()]
  if (!keyword) return undefined
  const sure =
    /^(.+?),?\s+then,?\s+(.+)$/is.exec(rest) ??
    cut(rest, new RegExp(`,?\\s+(?=${SYSTEM}\\s+(?:shall|must)\\b)`, 'i'))
  // With one comma alone it is plain where the condition ends.
  const commas = rest.split(/,\s+/)
  const [, condition, main] = sure ?? (commas.length === 2 ? ['', ...commas] : [])
  return condition && main ? { keyword, condition: condition.replace(/,$/, ''), main } : undefined
}

function cut(text: string, at: RegExp): [string, string, string] | undefined {
  const match = at.exec(text)
  return match ? [text, text.slice(0, match.index), text.slice(match.index + match[0].length)] : undefined
}

/** Only where nothing changes its meaning by being said first. */
function trailing(clause: string): Split | undefined {
  if (/[;:,(]/.test(clause)) return undefined
  const [, main = '', word = '', condition = ''] = TRAILING.exec(clause) ?? []
  const keyword = KEYWORDS[word.toLowerCase()]
  if (!keyword || keyword === 'WHERE' || ASKING.test(main) || PRONOUN.test(main)) return undefined
  if (new RegExp(`\\b(?:${WORDS_OF_CONDITION}|unless|until|and|or|but)\\b`, 'i').test(condition))
    return undefined
  return { keyword, condition, main }
}

function responseOf(clause: string): string | undefined {
  const [, modal, action = ''] = MODAL.exec(clause) ?? []
  if (modal) {
    const word = modal.toLowerCase()
    if (/not$/.test(word)) return `NOT ${action}`
    return word === 'can' ? `be able to ${action}` : action
  }
  const [, verb, behind = ''] = THIRD_PERSON.exec(clause) ?? []
  const base = verb && baseOf(verb)
  if (base) return `${base} ${behind}`
  const first = /^[\p{L}-]+/u.exec(clause)?.[0] ?? ''
  if (VERBS.has(first.toLowerCase()) && clause.length > first.length)
    return clause.replace(first, first.toLowerCase())
  if (
    SUBJECT.test(clause) &&
    (FINITE.test(clause) || /^(?:people|users|members|customers|they)\s+[a-z]+/i.test(clause))
  )
    return `ensure that ${clause.replace(LOWERED, (word) => word.toLowerCase())}`
  return undefined
}

/** "shows" is "show", "tries" is "try"; nothing for what may be no verb. */
function baseOf(verb: string): string | undefined {
  const word = verb.toLowerCase()
  if (word === 'has') return 'have'
  if (word === 'is') return 'be'
  if (word === 'does') return 'do'
  const tries = [word.replace(/ies$/, 'y'), word.replace(/es$/, ''), word.replace(/s$/, '')]
  return tries.find((base) => base !== word && (VERBS.has(base) || base === 'work' || base === 'need'))
}

const MOST_OTHERS = 1.5

function isEnglish(text: string): boolean {
  if (/[^\P{L}\p{Script=Latin}]/u.test(text)) return false
  const { en = 0, ...others } = tally(text)
  const first = /^[A-Za-z-]+/.exec(text)?.[0].toLowerCase() ?? ''
  return (
    (en > 0 || VERBS.has(first) || SUBJECT.test(first)) &&
    en >= MOST_OTHERS * Math.max(0, ...Object.values(others))
  )
}
