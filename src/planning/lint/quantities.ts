/** Numbers with a unit in a text, as they can be compared with those of another text. */

export interface Quantity {
  /** Of what: two of one kind can be compared. */
  kind: string
  /** In the kind's smallest unit: milliseconds, bytes, a hundredth, pieces. */
  value: number
  limit: 'most' | 'least' | 'every' | 'plain'
  /** As the text has it. */
  words: string
  /** The word behind it: "3 days before". */
  next: string
  /** The two words before it: "valid for 15 minutes". */
  previous: string
  start: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const KIB = 1024

/** Units, longest names first. */
const UNITS: [names: string, kind: string, factor: number][] = [
  ['milliseconds?|millisekunden?|millisecondes?|milisegundos?|ms|ミリ秒', 'time', 1],
  ['seconds?|secs?|sekunden?|secondes?|segundos?|s|秒', 'time', SECOND],
  ['minutes?|mins?|minuten?|minutos?|分', 'time', MINUTE],
  ['hours?|stunden?|heures?|horas?|h|時間', 'time', HOUR],
  ['days?|tagen?|tage|jours?|días?|日', 'time', DAY],
  ['weeks?|wochen?|semaines?|semanas?|週間', 'time', 7 * DAY],
  ['months?|monaten?|monate|mois|mes(?:es)?|か月', 'time', 30 * DAY],
  ['years?|jahren?|jahre|ans?|años?|年', 'time', 365 * DAY],
  ['kb|kib', 'size', KIB],
  ['mb|mib', 'size', KIB ** 2],
  ['gb|gib', 'size', KIB ** 3],
  ['tb|tib', 'size', KIB ** 4],
  ['%|percent|prozent|％', 'share', 1],
]
const MEASURES = UNITS.map(([names, kind, factor]): [RegExp, string, number] => [
  new RegExp(`^(?:${names})$`, 'i'),
  kind,
  factor,
])

const NUMBER =
  /(?<![\p{L}\p{N}.,_#/:-])(\d{1,3}(?:[, ]\d{3}){1,4}|\d{1,9}(?:\.\d{1,4})?)(?:\s?(%|％|ミリ秒|秒|分|時間|日|週間|か月|年)|[\s-]([\p{L}]{1,20}))(?:\s+(\p{L}{1,20}))?/gu
const LIMITS: [limit: Quantity['limit'], words: RegExp][] = [
  [
    'most',
    /(?:within|at most|no more than|not more than|up to|less than|fewer than|under|below|max(?:imum)?(?: of)?|in|≤|<=|<|innerhalb von|höchstens|maximal|bis zu|unter|en moins de|au plus|dentro de|como máximo|en menos de)[\s(]*$/i,
  ],
  [
    'least',
    /(?:at least|no fewer than|not less than|min(?:imum)?(?: of)?|≥|>=|mindestens|au moins|al menos)[\s(]*$/i,
  ],
  ['every', /(?:every|each|per|all|alle|toutes les|chaque|cada)[\s(]*$/i],
]
const NEAR = 24
const PREVIOUS = /\p{L}{1,20} \p{L}{1,10} $/u
/** Words that are no thing that is counted. */
const NO_NOUN = /^(?:and|or|to|of|in|is|are|as|at|the|a|by|for|on|with|und|oder|bis|et|ou|y|o|x)$/i

/** Linear. */
export function quantitiesIn(text: string): Quantity[] {
  if (!/\d/.test(text)) return []
  const found: Quantity[] = []
  for (const match of text.matchAll(NUMBER)) {
    const [words, digits = '', sign, word, next = ''] = match
    const unit = sign ?? word ?? ''
    const number = Number(digits.replace(/[, ]/g, ''))
    const measure = MEASURES.find(([names]) => names.test(unit))
    if (!measure && NO_NOUN.test(unit)) continue
    const before = text.slice(Math.max(0, match.index - NEAR), match.index)
    found.push({
      kind: measure ? measure[1] : `of ${unit.toLowerCase().replace(/s$/, '')}`,
      value: measure ? number * measure[2] : number,
      limit: LIMITS.find(([, pattern]) => pattern.test(before))?.[0] ?? 'plain',
      words: next === '' ? words : words.slice(0, words.length - next.length).trimEnd(),
      next: next.toLowerCase(),
      previous: PREVIOUS.exec(before)?.[0].toLowerCase().trim() ?? '',
      start: match.index,
    })
  }
  return found
}
