import type { Missing, Requirement } from './design.ts'
import { shorten } from './inline.ts'
import { listed, type Reading } from './missing.ts'
import { type Mention, mentionsIn } from './requirement-id.ts'

/** What is wrong with the requirements' ids, and which of them no test names. */
export function* findIdFaults(reading: Reading): Generator<Missing> {
  const { design, requirements, inPart } = reading
  const { counted, unnamed } = requirements
  const list = design.requirements
  if (list.length === 0) {
    if (inPart('requirements').some(({ kind }) => kind !== 'heading'))
      yield { code: 'requirements:none', message: 'No requirement could be read from its part.' }
    return
  }
  if (counted) {
    const last = list.at(-1)?.id ?? ''
    const message = `The requirements have no ids; they are counted from R-1 to ${last} in their order.`
    yield { code: 'requirements:ids', message }
  }
  if (unnamed.length > 0) {
    const quotes = unnamed.map(({ text }) => `“${shorten(text, 60)}”`)
    yield {
      code: 'requirements:unnamed',
      message: `Listed among the requirements without an id: ${listed(quotes)}.`,
    }
  }
  yield* inNumbering(list)
  const empty = list.filter(({ text }) => text === '').map(({ id }) => id)
  if (empty.length > 0) yield { code: 'requirements:empty', message: `Nothing is said of ${listed(empty)}.` }
  yield* inMentions(reading)
}

function* inNumbering(list: Requirement[]): Generator<Missing> {
  const texts = new Map<string, string>()
  const repeated = new Set<string>()
  for (const { id, text } of list) {
    const earlier = texts.get(id)
    if (earlier === undefined) texts.set(id, text)
    // A table first and the details below it name the same requirement.
    else if (!text.startsWith(earlier) && !earlier.startsWith(text)) repeated.add(id)
  }
  if (repeated.size > 0) {
    const message = `Used for more than one requirement: ${listed([...repeated])}.`
    yield { code: 'requirements:duplicate', message }
  }
  const series = new Map<string, number[]>()
  const used = new Set<number>()
  for (const { id } of list) {
    const [name, number] = seriesOf(id)
    used.add(number)
    series.set(name, [...(series.get(name) ?? []), number])
  }
  const gaps = [...series].flatMap(([name, numbers]) => skipped(name, numbers, used))
  if (gaps.length > 0)
    yield { code: 'requirements:gap', message: `The numbering leaves out ${listed(gaps)}.` }
  if (series.size > 1 || !series.has('R')) {
    const names = listed([...series.keys()].map((name) => `${name}-1`))
    yield { code: 'requirements:series', message: `Ids are numbered as ${names} …, not as R-1, R-2 … alone.` }
  }
}

function seriesOf(id: string): [name: string, number: number] {
  const at = id.lastIndexOf('-')
  return [id.slice(0, at), Number.parseInt(id.slice(at + 1), 10)]
}

/** A list may go on counting where another one stopped: FR-1, FR-2, NFR-3. */
function skipped(name: string, numbers: number[], used: Set<number>): string[] {
  const gaps: string[] = []
  const add = (first: number, last: number) => {
    if (first <= last) gaps.push(first === last ? `${name}-${first}` : `${name}-${first} to ${name}-${last}`)
  }
  const others = [...used].sort((a, b) => a - b)
  const own = Math.max(...numbers)
  let expected = 1
  for (const number of others) {
    if (number > own) break
    add(expected, number - 1)
    expected = number + 1
  }
  return gaps
}

function* inMentions({ design, passages, inPart }: Reading): Generator<Missing> {
  const ids = new Set(design.requirements.map(({ id }) => id))
  const series = new Set([...ids].map((id) => seriesOf(id)[0]))
  const unknown = new Set<string>()
  for (const { text } of passages) {
    if (!SURE.test(text)) continue
    for (const mention of mentionsIn(text)) {
      // "R2" is also a product; only the spelling that was asked for is surely an id.
      const sure = SURE.test(text.slice(mention.start, mention.end))
      if (sure && series.has(mention.series) && !isKnown(mention, ids)) unknown.add(mention.id)
    }
  }
  if (unknown.size > 0) {
    const message = `The text speaks of ${listed([...unknown])}, which is no requirement of it.`
    yield { code: 'requirements:undefined', message }
  }
  const tests = inPart('testing')
  if (!tests.some(({ kind }) => kind !== 'heading')) return
  const tested = idsNamedIn(tests.map(({ text }) => text).join('\n'))
  const untested = [...ids].filter((id) => !tested.has(id) && !tested.has(parentOf(id)))
  if (untested.length > 0) {
    const whole = untested.length === ids.size
    const message = whole ? 'The tests name no requirement.' : `No test is named for ${listed(untested)}.`
    yield { code: 'testing:requirements', message }
  }
}

const SURE = /[A-Z]-\d/

const isKnown = ({ id }: Mention, ids: Set<string>) => ids.has(id) || ids.has(parentOf(id))

const parentOf = (id: string) => id.split('.', 1)[0] ?? id

/** Characters between the ends of a range. */
const NEAR = 20
const RANGE = /^[\s*_`]*(?:-|–|—|…|\.{2,3}|~|to|through|thru|bis|至|到|から|à)[\s*_`]*$/i
const RANGE_END = /^[\s*_`]{0,4}(?:–|—|…|\.{2,3}|-|to )\s?(\d{1,4})(?![\d.])/
const RANGE_WIDTH = 200
/** More ranges are not a person's table of tests. */
const RANGES = 1000

/** Ids in a text on tests, with those between the ends of "R-1 to R-4" and above. */
function idsNamedIn(text: string): Set<string> {
  const named = new Set<string>()
  let ranges = 0
  let before: Mention | undefined
  const addRange = ({ series, numbers: [first = 0] }: Mention, last: number) => {
    if (last <= first || last - first > RANGE_WIDTH || ranges >= RANGES) return
    ranges += 1
    for (let number = first; number <= last; number += 1) named.add(`${series}-${number}`)
  }
  for (const mention of mentionsIn(text)) {
    named.add(mention.id).add(parentOf(mention.id))
    const distance = before ? mention.start - before.end : Number.POSITIVE_INFINITY
    if (before && distance < NEAR && RANGE.test(text.slice(before.end, mention.start)))
      addRange(before, mention.numbers[0] ?? 0)
    const end = RANGE_END.exec(text.slice(mention.end, mention.end + NEAR))?.[1]
    if (end) addRange(mention, Number(end))
    before = mention
  }
  return named
}
