/** Which human language a text is in, as far as scripts and small words tell. */
export type HumanLanguage =
  | 'English'
  | 'German'
  | 'French'
  | 'Spanish'
  | 'Portuguese'
  | 'Italian'
  | 'Dutch'
  | 'Japanese'
  | 'Chinese'
  | 'Korean'
  | 'a language other than English'

const SMALL_WORDS: [HumanLanguage, RegExp][] = [
  [
    'English',
    // “a”, “as”, “do” and “no” are words of other languages too: told there alone, they made English Portuguese.
    words(
      'the a an and of to for with that is are can should must users? my it in on by from i want need as do no not at be this when they their we who each',
    ),
  ],
  [
    'German',
    words(
      'der die das und ein eine einen mit für soll sollen kann können ist nicht von zu den dem auf wird werden ich oder als',
    ),
  ],
  [
    'French',
    words('le la les et un une des avec pour doit peut est pas de du dans qui que sur je ou par sont'),
  ],
  ['Spanish', words('el la los las y un una con para debe puede es no de del en que quiero o por son')],
  ['Portuguese', words('o a os as e um uma com para deve pode é não de do da em que quero ou por são')],
  ['Italian', words('il la i gli le e un una con per deve può è non di del della in che voglio o sono')],
  ['Dutch', words('de het een en met voor moet kan is niet van te op die dat ik of worden zijn')],
]

function words(list: string): RegExp {
  return new RegExp(`(?<![\\p{L}])(?:${list.replaceAll(' ', '|')})(?![\\p{L}])`, 'giu')
}

export function humanLanguageOf(text: string): HumanLanguage {
  const sample = text.slice(0, 4000)
  const letters = sample.match(/\p{L}/gu)?.length ?? 0
  const share = (script: RegExp) => (sample.match(script)?.length ?? 0) / Math.max(1, letters)
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > 0.1) return 'Japanese'
  if (share(/\p{Script=Hangul}/gu) > 0.3) return 'Korean'
  if (share(/\p{Script=Han}/gu) > 0.3) return 'Chinese'
  if (letters > 0 && share(/\p{Script=Latin}/gu) < 0.5) return 'a language other than English'
  const counts = SMALL_WORDS.map(([language, pattern]) => ({
    language,
    count: sample.match(pattern)?.length ?? 0,
  }))
  const english = counts[0]?.count ?? 0
  const best = counts.reduce((one, other) => (other.count > one.count ? other : one))
  return best.count > english ? best.language : 'English'
}
