import type { Section } from '../../src/planning/design.ts'
import type { Finding } from '../../src/planning/lint.ts'

/**
 * Looks for silence: lines of a text that are in nothing that was read from it and that no finding names. It knows
 * nothing of how texts are read: it cuts lines at marks, and looks for each piece in the values and in the messages.
 */
export interface Silence {
  /** Lines that say something. */
  lines: number
  /** In a value that was read: a requirement, a task, a check, a title … */
  read: number
  /** Prose, in a part or a phase that keeps it as it is. */
  kept: number
  /** Named by a finding. */
  found: number
  /** Neither: the lines themselves, with their numbers. */
  silent: string[]
}

export interface Told {
  text: string
  /** What was read; `markdown` in it does not count. */
  values: unknown
  findings: readonly Pick<Finding, 'rule' | 'message' | 'place'>[]
  /** Areas whose prose is kept as it is: parts of a design that nobody takes apart, phases. */
  prose: readonly Area[]
}

export interface Area {
  start: number
  end: number
  /** Lists and tables as well, not paragraphs alone. */
  whole: boolean
}

/** Rules whose finding says of the place itself that it was not read. */
const OF_PLACES = new Set(['chat-remains', 'not-read', 'loose-item', 'too-much-to-read'])

export function silenceOf({ text, values, findings, prose }: Told): Silence {
  const silence: Silence = { lines: 0, read: 0, kept: 0, found: 0, silent: [] }
  const said = compact(stringsIn(values).join('\n'))
  const named = compact(findings.map(({ message }) => message).join('\n'))
  const ids = new Set(stringsIn(values).flatMap((value) => value.match(/^[A-Z]+-[\d.]+$/)?.[0] ?? []))
  let start = 0
  let code = false
  // What a model thought in front of its document is no part of it.
  const begin = /^\s*<think>/.test(text) ? text.indexOf('</think>') + '</think>'.length : 0
  for (const [index, line] of text.split('\n').entries()) {
    const from = start
    start += line.length + 1
    const fence = /^\s*(?:```|~~~)/.test(line)
    if (fence) code = !code
    if (fence || compact(line) === '') continue
    if (from + line.length <= begin) continue
    silence.lines += 1
    const pieces = piecesOf(line)
    const missing = pieces.filter((piece) => !isSaid(piece, said, ids))
    const at = from + line.length - line.trimStart().length
    const area = prose.find((one) => one.start <= at && at < one.end)
    const quote = compact(line.replace(/^[\s#>*+-]+/, '')).slice(0, 16)
    if (lengthOf(missing) * 3 <= lengthOf(pieces)) silence.read += 1
    else if (area && (area.whole || code || isParagraph(line))) silence.kept += 1
    else if (isHeading(line)) silence.kept += 1
    else if (named.includes(quote) || findings.some((finding) => isOf(finding, from, from + line.length)))
      silence.found += 1
    else silence.silent.push(`${index + 1}: ${line.trim().slice(0, 100)}`)
  }
  return silence
}

const isOf = ({ rule, place }: Told['findings'][number], start: number, end: number) =>
  OF_PLACES.has(rule) && place.start < end && start < place.end

const isHeading = (line: string) => /^\s*(?:#{1,6}\s|\*\*[^*]{1,60}\*\*:?\s*$)/.test(line)

const isParagraph = (line: string) => !/^\s*(?:[-*+•・]\s?(?!\*)|\d{1,3}[.)、]\s?|\||#{1,6}\s|<li)/.test(line)

/** At bars, brackets, colons, dashes and commas: what models put between a label, a value and a remark. */
const piecesOf = (line: string): string[] =>
  line
    .normalize('NFKC')
    .replace(/<[^<>]{1,80}>/g, ' ')
    .replace(/[*_`]+|^[\s#>+•・-]+|\[[ x]\]/g, ' ')
    .replace(/^\s*\d{1,2}[.)、]\s/, ' ')
    // An id is a piece of its own.
    .replace(
      /(?<![\p{L}\p{N}])(?:(?:REQ-?(?:NF|F)?|R|NFR|FR|T|Task|タスク|任务|要件)[-_ ]?\d[\d.]*|\d+\.\d+)(?!\p{N})/giu,
      '|$&|',
    )
    .split(/[|()（）【】[\]:：;；,、，／→—–~～〜·<>「」]|\s-\s|\.\s|。|\band\b/)
    .filter((piece) => compact(piece) !== '')

const lengthOf = (pieces: string[]) => pieces.reduce((sum, piece) => sum + compact(piece).length, 0)

function isSaid(piece: string, said: string, ids: ReadonlySet<string>): boolean {
  const words = compact(piece)
  if (said.includes(words) || LABELS.test(words)) return true
  const digits = /^\p{L}{0,12}(\d[\d.]*)$/u.exec(piece.normalize('NFKC').replace(/[\s*_`#-]/g, ''))?.[1]
  const number = digits?.replace(/^0+/, '')
  return number !== undefined && [...ids].some((id) => id.endsWith(`-${number}`) || id.endsWith(`.${number}`))
}

/** Words that name a field or a kind of thing, in the languages of the texts. */
const LABELS =
  /^\d{0,3}(?:(?:the|a|for|phase|task|overall|covered|project|functional|non|touched|estimated|expected|s|of|to|none|na|無|无|なし)?(?:goals?|objectives?|requirements?|reqs?|covers|covered|serves|tasks?|tasklist|taskbreakdown|todo|steps?|checks?|acceptance|criteria|acceptancecriteria|acceptancecheck|donewhen|doneif|dependson|depends|dependencies|dependency|files?|filestouched|project|atthistime|estimates?|duration|description|details?|field|value|item|key|what|whattodo|id|no|priority|must|should|could|high|medium|low|critical|risks?|impact|likelihood|probability|level|mitigations?|mitigationstrategy|reasons?|rationale|justification|why|role|choice|technology|technologies|layer|category|component|step|title|summary|phases?|exitcriteria|definitionofdone|none|assumptions?|assumed|assume|metric|measure|outcome|objective|status|version|draft|focus))+$|^(?:目标|目標|ゴール|要件|対応要件|需求|覆盖需求|タスク|任务|任务列表|受け入れ基準|受け入れ条件|验收|验收标准|完成标准|完了条件|確認|依存|依存関係|依赖|ファイル|文件|手順|步骤|期間|内容|描述|项|優先度|高|中|低|理由|役割|選択|分類|技術|类别|技术|風险|风险|可能性|影響|影响|対策|应对措施|リスク|仮定|なし|无|言語|フレームワーク|データベース|ホスティング)$/u

/** Letters and digits alone, in one width and case. */
export const compact = (text: string): string =>
  text
    .replace(/<[^<>]{1,80}>/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\n]+/gu, '')

/** Every string in the values, but the text itself. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(stringsIn)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) =>
    ['markdown', 'missing', 'start', 'end', 'level', 'part', 'also'].includes(key) ? [] : stringsIn(inner),
  )
}

/** Parts of a design whose text is kept as it is; what the others list is taken apart. */
const TAKEN_APART = new Set(['requirements', 'objectives', 'techStack', 'risks', 'openQuestions'])

export function proseOfDesign(sections: readonly Section[]): Area[] {
  const apart = (section: Section) =>
    [section.part, ...(section.also ?? [])].some((part) => part !== undefined && TAKEN_APART.has(part))
  const lists = sections.filter(apart)
  return sections
    .filter(
      (section) =>
        !apart(section) && !lists.some(({ start, end }) => start <= section.start && section.start < end),
    )
    .map(({ start, end }) => {
      const inner = lists.find((list) => start <= list.start && list.end <= end)
      return { start, end: inner?.start ?? end, whole: true }
    })
}

/** Parts of a plan beside its phases, and what stands right below its title. */
const BESIDE =
  /approach|overview|summary|milestones?|timeline|schedule|risks|glance|assumptions|概要|方針|まとめ|at a glance/i

/** Areas outside the phases that a plan may have: found by their headings, without the parsers. */
export function proseOfPlan(text: string, phases: readonly { start: number; end: number }[]): Area[] {
  const areas: Area[] = phases.map(({ start, end }) => ({ start, end, whole: false }))
  let start = 0
  let open: Area | undefined
  let first = true
  for (const line of text.split('\n')) {
    const heading = /^\s*(?:#{1,6}\s|\*\*[^*]{1,80}\*\*\s*$)/.test(line)
    if (heading) {
      if (open) open.end = start
      open = first || BESIDE.test(line) ? { start, end: text.length, whole: true } : undefined
      if (open) areas.push(open)
      first = false
    }
    start += line.length + 1
  }
  return areas
}
