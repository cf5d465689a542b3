/** The human languages whose words the rules know. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'ja'

/** Small words that are frequent in one of the languages and are words of none of the others. */
const FREQUENT: [Language | 'other', string][] = [
  [
    'en',
    'the of to and is are with for that be it on by this from or as when which must shall should will not can has have each its than into an at if',
  ],
  [
    'de',
    'der die das und ist sind mit für den dem ein eine einer eines nicht auf wird werden zu von im bei oder sich dass wenn muss soll kann nach aus auch als jede jeder jedes',
  ],
  [
    'fr',
    'le les des du est sont avec pour une dans par que qui sur doit peut pas chaque ou au aux cette ce ces être plus lorsque',
  ],
  [
    'es',
    'el los las del es son con para una por que en se debe puede cada cuando sus como su al lo esta este más ser',
  ],
  ['other', 'il della che di per não uma com dos het een van och att som nie jest się оно что для при не'],
]

const LANGUAGE_OF = new Map<string, (Language | 'other')[]>()
for (const [language, words] of FREQUENT)
  for (const word of words.split(' ')) LANGUAGE_OF.set(word, [...(LANGUAGE_OF.get(word) ?? []), language])

/** How often each language's small words were met. */
export type Tally = Partial<Record<Language | 'other', number>>

const KANA = /[\u3041-\u3096\u30a1-\u30fa]/g
const OTHER_SCRIPT = /[\u0400-\u04ff\u0600-\u06ff\uac00-\ud7af\u4e00-\u9fff]/g
/** Words of a block beyond these tell nothing new. */
const WORDS = 200
const CODE_UNITS = 4000

/** Counts at most the first 4,000 code units. */
export function tally(text: string): Tally {
  const counts: Tally = {}
  const sample = text.slice(0, CODE_UNITS)
  const count = (language: Language | 'other', times: number) => {
    counts[language] = (counts[language] ?? 0) + times
  }
  for (const word of (sample.toLowerCase().match(/\p{L}+/gu) ?? []).slice(0, WORDS))
    for (const language of LANGUAGE_OF.get(word) ?? []) count(language, 1)
  const kana = sample.match(KANA)?.length ?? 0
  const others = sample.match(OTHER_SCRIPT)?.length ?? 0
  if (kana > 2) count('ja', kana)
  else if (others > 4) count('other', others)
  return counts
}

/** The language that is met far more often than any other; undefined where none is, or one without rules. */
export function languageOf(counts: Tally, least: number): Language | undefined {
  let best: Language | 'other' | undefined
  let most = 0
  let second = 0
  for (const language of ['en', 'de', 'fr', 'es', 'ja', 'other'] as const) {
    const times = counts[language] ?? 0
    if (times > most) {
      second = most
      most = times
      best = language
    } else if (times > second) second = times
  }
  return most >= least && most > 1.5 * second && best !== 'other' ? best : undefined
}
