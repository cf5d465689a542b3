import type { Risk } from './design.ts'
import { cellOf, type Entry, entriesIn } from './entries.ts'
import { plainText, shorten, splitLabel } from './inline.ts'
import type { Passage } from './passages.ts'

type Field = keyof Risk

const NAMES: [Field, string][] = [
  [
    'mitigation',
    'mitigations?|mitigation strategy|countermeasures?|response|maßnahmen?|gegenmaßnahmen?|缓解措施|缓解|对策|应对措施|应对|対策|緩和策|atténuations?|contre-mesures?|mitigación|mitigaciones|mitigação|mitigações|mitigazion[ei]|contromisur[ae]|меры|снижение|смягчение|митигация',
  ],
  [
    'likelihood',
    'likelihood|probability|chance|wahrscheinlichkeit|eintrittswahrscheinlichkeit|可能性|概率|発生確率|発生可能性|probabilité|probabilidade?|probabilità|вероятность',
  ],
  [
    'impact',
    'impact|severity|consequences?|auswirkung(?:en)?|schwere|影响|影響度?|impacto|impatto|влияние|последствия',
  ],
  [
    'risk',
    'risks?|risk description|description|threat|challenge|issue|risiko|beschreibung|风险|リスク|描述|risque|riesgo|risco|rischio|риск',
  ],
]
const COLUMNS = NAMES.map(([field, names]): [Field, RegExp] => [
  field,
  new RegExp(`^\\W*(?:${names})(?![\\p{L}\\p{N}])`, 'u'),
])
const LABELS = NAMES.map(([field, names]): [Field, RegExp] => [field, new RegExp(`^(?:${names})$`, 'i')])
/** `**Mitigation:** …` and `(Impact: high)` in the middle of a text. */
const INLINE = new RegExp(
  `(?<![\\p{L}\\p{N}])[*_(]{0,3}(${NAMES.map(([, names]) => names).join('|')})[*_]{0,3} ?[:：][*_]{0,3}`,
  'giu',
)

/** Risks from a table, a list (with labels in the text or nested) or headings. */
export function readRisks(passages: Passage[]): Risk[] {
  const entries = entriesIn(passages, (label) => {
    const field = fieldOf(label)
    return field !== undefined && field !== 'risk'
  })
  return entries
    .map((entry) => (entry.head.kind === 'row' ? fromRow(entry.head) : fromText(entry)))
    .map(clean)
    .filter(({ risk }) => risk !== '')
}

const fieldOf = (label: string) => LABELS.find(([, names]) => names.test(label))?.[0]

function fromRow(row: Passage): Risk {
  const cells = row.cells.filter((cell, index) => !(index === 0 && /^(?:[a-z]{0,4}-?)?\d+\.?$/i.test(cell)))
  if (row.columns.length > 0) {
    const named: Partial<Risk> = {}
    for (const [field, column] of COLUMNS) named[field] = cellOf(row, column)
    if (named.risk !== undefined && named.mitigation !== undefined) return { ...named, risk: named.risk }
  }
  const [risk = '', ...rest] = cells
  return { risk, mitigation: rest.pop(), impact: rest.pop(), likelihood: rest.pop() }
}

/** Splits at the labels; what stands before the first is the risk itself. */
function fromText({ head, body }: Entry): Risk {
  const text = [head, ...body].map((passage) => passage.text).join('\n')
  const parts: Record<Field, string[]> = { risk: [], mitigation: [], likelihood: [], impact: [] }
  let field: Field = 'risk'
  let from = 0
  for (const label of text.matchAll(INLINE)) {
    parts[field].push(text.slice(from, label.index))
    field = fieldOf((label[1] ?? '').toLowerCase()) ?? field
    from = label.index + label[0].length
  }
  parts[field].push(text.slice(from))
  const joined = (name: Field) =>
    parts[name]
      .map(trimmed)
      .filter((part) => part !== '')
      .join(' ')
  const said = joined('mitigation')
  const labelled = from > 0
  const { risk, mitigation, arrow } = splitAtArrow(joined('risk'))
  if (!arrow && !labelled && head.kind !== 'heading') {
    const [name, answer] = splitLabel(risk)
    // `**Power cut**: a battery`
    if (answer !== '' && !/^because\s/.test(answer) && !NUMBER.test(name))
      return { risk: name, mitigation: answer }
  }
  return {
    risk,
    mitigation: said || (arrow ? mitigation : undefined),
    likelihood: joined('likelihood'),
    impact: joined('impact'),
  }
}

/** `The scraper is blocked → cache a day` */
function splitAtArrow(text: string): { risk: string; mitigation: string; arrow: boolean } {
  const at = /\s(?:→|->|=>)\s/.exec(text)
  if (!at) return { risk: text, mitigation: '', arrow: false }
  return { risk: text.slice(0, at.index), mitigation: text.slice(at.index + at[0].length), arrow: true }
}

const FIELD_LENGTH = 500

const trimmed = (text: string) =>
  shorten(text.trim(), 4 * FIELD_LENGTH)
    .replace(/^[\s:：,;.)–—-]{1,20}/, '')
    .replace(/[\s,:：;(–—-]{1,20}$/, '')

function clean(risk: Risk): Risk {
  const cleaned: Risk = { risk: shorten(withoutNumber(plainText(risk.risk)), FIELD_LENGTH) }
  for (const field of ['mitigation', 'likelihood', 'impact'] as const) {
    const text = withoutClosing(plainText(trimmed(risk[field] ?? '')), field)
    if (text !== '' && text !== '-' && text !== '—') cleaned[field] = shorten(text, FIELD_LENGTH)
  }
  return cleaned
}

/** `(Impact: High).` leaves its parenthesis behind; a mitigation is a sentence and keeps its full stop. */
function withoutClosing(text: string, field: Field): string {
  if (field !== 'mitigation') return text.replace(/[).,;]{1,5}$/, '')
  return text.includes('(') ? text : text.replace(/\)\.?$/, '')
}

const NUMBER = /^(?:(?:risk|risiko|risque|riesgo|risco|rischio|риск|风险|リスク) ?)?\d{0,3}$/i

/** `Risk 1: …` */
const withoutNumber = (text: string) =>
  text.replace(/^(?:(?:risk|risiko|风险|リスク) ?)?\d{1,3}[.:)：]\s*/i, '')
