/**
 * Ids of tasks. T-1.1, T1.1, "Task 1.1", "Aufgabe 1.1", タスク1.1, P1-T1 are spellings of one id, T-1.1. A task may have one
 * number alone (T-3, T003, "Task 3"): its phase then comes from where it stands.
 */
export interface TaskDefinition {
  /** One to three. */
  numbers: number[]
  /** `1.1 Title`: a number alone, which may be a section's. */
  bare: boolean
  /** Inline Markdown behind the id. */
  rest: string
}

export interface TaskMention {
  numbers: number[]
  /** UTF-16 code units. */
  start: number
  end: number
}

const WORD =
  'tasks?|aufgaben?|tâches?|taches?|tareas?|tarefas?|attività|задач[аи]|任务|任務|タスク|작업|story|ticket|schritt|step'
const HYPHEN = '[-_.\u2010-\u2015\u2212]'
const NUMBERS = '\\d{1,3}(?:-\\d{1,3}(?![.\\d])|(?:\\.\\d{1,3}){1,2})?'
const NAMED = `(?:(?:${WORD})[ \u00a0#]{0,2}${HYPHEN}?(?:T${HYPHEN}?)?|[Tt]${HYPHEN}|T[ \u00a0]?|[Pp](\\d{1,2})${HYPHEN}?[Tt]${HYPHEN}?)`
const AFTER = '(?![\\p{L}\\p{N}])'
const AT_START = new RegExp(
  `^[^\\p{L}\\p{N}<]{0,12}(?:${NAMED}(${NUMBERS})|(\\d{1,2}\\.\\d{1,2}(?:\\.\\d{1,2})?))${AFTER}\\.?([*_\`~\\])】]*)`,
  'iu',
)
const ANYWHERE = new RegExp(`(?<![\\p{L}\\p{N}_.-])${NAMED}(${NUMBERS})(?![\\p{L}\\p{N}]|\\.\\d)`, 'giu')
const BARE = /(?<![\p{L}\p{N}_.-])(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?![\p{L}\p{N}]|\.\d)/gu
const SEPARATOR = /^[\s*_`]*(?:[:：)–—|→=]+|-+(?=\s)|\.(?=\s))(?:[*_`]+(?=\s|$))?\s*/
const NO_DEFINITION =
  /^\s*(?:[,&/+~、，]|(?:and|or|und|oder|to|bis|through|until|is|are|must|depends?|needs?|requires?|after|before|blocks?|hängt|dépend|depende|の後|から|依赖)(?![\p{L}]))/iu
const START_LENGTH = 60

/** The task that a line, item, heading or cell begins with, if it begins with one. */
export function taskIn(text: string): TaskDefinition | undefined {
  const start = text.slice(0, START_LENGTH)
  if (!/\d/.test(start)) return undefined
  const match = AT_START.exec(start)
  if (!match) return undefined
  const [, phase, named, bare, marks = ''] = match
  const behind = text.slice(match[0].length)
  if (isUncertain(match[0], named)) return undefined
  if (NO_DEFINITION.test(behind)) return undefined
  const separator = SEPARATOR.exec(behind)
  if (!separator && marks === '' && behind !== '' && !/^[\s([（【]/.test(behind)) return undefined
  // "1.1" alone, or "3.5 GB" in a sentence's middle, says nothing.
  if (bare !== undefined && (behind.trim() === '' || /^\s*[%°)]/.test(behind))) return undefined
  const rest = behind.slice(separator?.[0].length ?? 0).trim()
  if (/^[\s*_`]*[–—]/.test(behind) && AT_START.test(rest.slice(0, START_LENGTH)) && /^T?-?\d/.test(rest))
    return undefined
  return { numbers: numbersOf(phase, named ?? bare ?? ''), bare: bare !== undefined, rest }
}

const IN_BRACKETS = new RegExp(
  `^([^()[\\]（）]{1,160}?)[\\s*_]*[(（[]\\s?(?:${NAMED}(${NUMBERS}))\\s?[)）\\]](?!\\()`,
  'iu',
)

/** `**Title** (T-1.1) …`: the id stands behind the title. */
export function taskBehind(text: string): TaskDefinition | undefined {
  if (!/[(（[]\s?(?:t|p|[^\d\s]{2,9}\s)/i.test(text.slice(0, 200))) return undefined
  const match = IN_BRACKETS.exec(text.slice(0, 240))
  if (!match) return undefined
  const [whole, title = '', phase, digits = ''] = match
  // "Rows are kept (Task 3)." speaks of another one; a title has no full stop in it.
  if (/[.!?。]\s/.test(title)) return undefined
  return {
    numbers: numbersOf(phase, digits),
    bare: false,
    rest: `${title}${text.slice(whole.length)}`.trim(),
  }
}

/** "step 3" and "t 3" in lower case are words; "Step 3" may be a task. */
function isUncertain(match: string, named: string | undefined): boolean {
  return named !== undefined && /^[^\p{L}]*(?:story|ticket|step|t )/u.test(match)
}

const numbersOf = (phase: string | undefined, digits: string): number[] => [
  ...(phase === undefined ? [] : [Number(phase)]),
  ...digits.split(/[.-]/).map(Number),
]

/** Every id in the text, in order. Linear. */
export function* taskMentionsIn(text: string): Generator<TaskMention> {
  if (!/\d/.test(text)) return
  for (const match of text.matchAll(ANYWHERE)) {
    if (/^(?:t[ \u00a0]|story|ticket|step|schritt)/.test(match[0])) continue
    const several = /^(?:tasks|aufgaben|tâches|tareas|tarefas)\b/i.test(match[0])
    const hyphen = several ? (match[2] ?? '').indexOf('-') : -1
    if (hyphen > 0) {
      // "Tasks 1-3" are three; "T-1-3" is one.
      const first = (match[2] ?? '').slice(0, hyphen)
      const end = match.index + match[0].length - ((match[2] ?? '').length - hyphen)
      yield { numbers: numbersOf(match[1], first), start: match.index, end }
      continue
    }
    yield {
      numbers: numbersOf(match[1], match[2] ?? ''),
      start: match.index,
      end: match.index + match[0].length,
    }
  }
}

const RANGE =
  /^[\s*_`]{0,3}(?:-|–|—|…|\.{2,3}|~|〜|～|to|through|bis|à|至|到|から)[\s*_`]{0,3}(?:T(?:ask )?-?)?(\d{1,3}(?:\.\d{1,3})?)(?![\d.]*\d)/i
const ALSO =
  /^[\s*_`]*(?:,|、|，|;|\/|&|and|und|et|y|と|和)[\s*_`]{0,3}(\d{1,2}\.\d{1,2}|\d{1,2})(?![\d.]*\d|\s*(?:%|(?!(?:and|und|et|y)\s)\p{L}))/iu
const RANGE_WIDTH = 50
/** More are not what a person writes into one field. */
const REFERENCES = 500

/**
 * The tasks that a field names, as numbers, ranges expanded. `bare`: the field is known to name tasks, so that "1.1, 1.2"
 * names two.
 */
export function tasksNamedIn(text: string, bare: boolean): number[][] {
  const mentions = [...taskMentionsIn(text)]
  if (bare && mentions.length === 0)
    for (const match of text.matchAll(BARE))
      mentions.push({
        numbers: numbersOf(undefined, match[1] ?? ''),
        start: match.index,
        end: match.index + match[0].length,
      })
  const named: number[][] = []
  let readTo = 0
  for (const { numbers, start, end } of mentions) {
    if (named.length >= REFERENCES) break
    if (start < readTo) continue
    named.push(numbers)
    readTo = end
    const near = () => text.slice(readTo, readTo + 24)
    const range = RANGE.exec(near())
    const last = range ? withPhase(numbers, range[1] ?? '') : undefined
    if (range && last) {
      readTo += range[0].length
      named.push(...between(numbers, last))
    }
    for (let also = ALSO.exec(near()); also && named.length < REFERENCES; also = ALSO.exec(near())) {
      named.push(withPhase(numbers, also[1] ?? ''))
      readTo += also[0].length
    }
  }
  return named
}

/** "T-1.1–3" and "T-1.1, 3" mean the same phase. */
function withPhase(first: number[], digits: string): number[] {
  const numbers = digits.split('.').map(Number)
  return numbers.length < first.length
    ? [...first.slice(0, first.length - numbers.length), ...numbers]
    : numbers
}

/** Those behind `first` up to `last`; the ends alone where they are of different phases. */
function between(first: number[], last: number[]): number[][] {
  const from = first.at(-1) ?? 0
  const to = last.at(-1) ?? 0
  const sameParent =
    first.length === last.length && first.slice(0, -1).join('.') === last.slice(0, -1).join('.')
  if (!sameParent || to <= from || to - from > RANGE_WIDTH) return [last]
  return Array.from({ length: to - from }, (_, step) => [...first.slice(0, -1), from + step + 1])
}
