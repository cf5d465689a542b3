import { plainText } from '../inline.ts'

/** The words by which the pieces of a question are told apart, in the languages that models write. */

const NUMBER = '[0-9０-９]{1,2}'
const Q_LABEL = new RegExp(
  `^(?:q|questions?|frage|pregunta|pergunta|domanda|vraag|質問|問|问题|問題|질문)\\s?[-#.№]?\\s?${NUMBER}\\s?(?:[.:：)）．、–—-]|$)\\s*`,
  'iu',
)
const NUMBERED = new RegExp(`^(?:${NUMBER}(?:\\uFE0F?\\u20E3|[.．)）、:：])|[（(]${NUMBER}[）)])\\s*`, 'u')
const LETTERED = /^(?:[([（]([A-Ha-h])[)\]）]|([A-Ha-h])[).）．、:：])\s*(?=\S)|^([A-H])\s[–—-]\s/u
/** What models put before a line for the eye alone. */
const ORNAMENT = /^(?:(?![⭐★✅])[^\p{L}\p{N}([（“"'‘¿¡「『【<`⭐★✅])+/u

/** Plain text on one line, without what stands before it for the eye. */
export const lineOf = (markdown: string): string =>
  plainText(markdown).replace(/\s+/g, ' ').replace(ORNAMENT, '').trim()

/** Behind "Q-3:", "Question 3." …; nothing where there is no such label. */
export function behindLabel(text: string): string | undefined {
  const label = Q_LABEL.exec(text)?.[0]
  return label === undefined ? undefined : text.slice(label.length)
}

export const behindNumber = (text: string): string | undefined => {
  const number = NUMBERED.exec(text)?.[0]
  return number === undefined ? undefined : text.slice(number.length)
}

/** "b" and what stands behind "B) ". */
export function behindLetter(text: string): { letter: string; rest: string } | undefined {
  const match = LETTERED.exec(text)
  const letter = match?.[1] ?? match?.[2] ?? match?.[3]
  return match && letter ? { letter: letter.toLowerCase(), rest: text.slice(match[0].length) } : undefined
}

/** It ends as a question, whatever stands behind that in brackets or as answers. */
export const asks = (text: string): boolean =>
  /[?？؟]["'”’」』)）\]\s]*(?:[([（【][^)\]）】]{0,200}[)\]）】])?[\s.。]*$/u.test(text.slice(-260)) ||
  /か[。.」』）)]*$/u.test(text.slice(-8)) ||
  /[?？؟]\s+[([（]?a[)\]）.]/iu.test(text)

export type Label = 'recommended' | 'why' | 'choices' | 'question'

const LABELS: [Label, RegExp][] = [
  [
    'recommended',
    word(
      'recommended(?: answer| choice| option| default)?|recommendation|my recommendation|suggested(?: answer| choice)?|suggestion|default(?: answer| choice)?|empfehlung|empfohlen(?:e antwort)?|recommandation|recommandée?|réponse recommandée|recomendación|recomendad[oa]|recomendação|raccomandazione|consigliato|aanbevolen|推奨(?:回答|案)?|おすすめ|お勧め|推荐(?:答案|选项)?|建议|추천',
    ),
  ],
  [
    'why',
    word(
      'why(?: it matters| this matters| i ask| we ask)?|reason|rationale|because|impact|context|background|note|warum|grund|begründung|hintergrund|pourquoi|raison|por qué|porque|motivo|impacto|perché|waarom|理由|なぜ|背景|影響|原因|为什么|이유',
    ),
  ],
  [
    'choices',
    word(
      'options?|choices?|answers?|possible answers|alternatives|antworten|antwortmöglichkeiten|möglichkeiten|optionen|auswahl|choix|réponses?(?: possibles)?|opciones|respuestas|opções|opzioni|opties|選択肢|回答|選項|选项|答案|선택지',
    ),
  ],
  ['question', word('question|frage|pregunta|pergunta|domanda|vraag|質問|问题|질문')],
]

function word(names: string): RegExp {
  return new RegExp(`^(?:${names})(?:\\s?[:：]\\s*|\\s[–—-]\\s|$)`, 'iu')
}

/** "Recommended: B" is what it names and what stands behind it. */
export function labelIn(text: string): { label: Label; rest: string } | undefined {
  for (const [label, pattern] of LABELS) {
    const match = pattern.exec(text)
    if (match) return { label, rest: text.slice(match[0].length).trim() }
  }
  return undefined
}

const RECOMMEND =
  'recommended|recommendation|my recommendation|i recommend(?: this)?|suggested|default|empfohlen|empfehlung|recommandée?|recomendad[oa]|consigliat[oa]|aanbevolen|推奨|おすすめ|お勧め|推荐|추천'
const IN_BRACKETS = new RegExp(
  `\\s*[([（【]\\s*[⭐★✅👍️\\s]*(?:${RECOMMEND})(?:\\s(?:choice|option|answer|default))?\\s*[)\\]）】]\\s*`,
  'giu',
)
const AT_END = new RegExp(`\\s*(?:[–—,;:·|-]|←|<-|<=|=>|->|→)\\s*(?:${RECOMMEND})[.!。]?\\s*$`, 'iu')
const STARS = /\s*(?:⭐|★|✅|👍|☑|✔)\uFE0F?\s*/gu

/** The text without the mark that recommends it. */
export function withoutMark(text: string): { text: string; recommended: boolean } {
  const plain = text.replace(IN_BRACKETS, ' ').replace(STARS, ' ').replace(AT_END, '').trim()
  return { text: plain, recommended: plain !== text.trim() }
}

const PHRASE =
  /^(?:i(?:['’]d| would| do)?\s(?:recommend|suggest|go with|choose|pick)|my (?:recommendation|suggestion|pick) (?:is|would be)|we recommend|ich (?:empfehle|würde)|je (?:recommande|conseille)|recomiendo|recomendaría)\s+/iu

/** Behind "I would go with ". */
export function behindPhrase(text: string): string | undefined {
  const phrase = PHRASE.exec(text)?.[0]
  return phrase === undefined ? undefined : text.slice(phrase.length)
}

const YOU_DECIDE =
  /\byou (?:decide|choose|pick)\b|\byour (?:choice|call|decision)\b|\bup to (?:you|the (?:model|designer|engineer|team))\b|\b(?:decide|choose) for me\b|\blet (?:the (?:model|designer|engineer)|you) (?:decide|choose)\b|\bno preference\b|\b(?:entscheide(?:n)?|entscheidest) (?:du|sie|selbst)\b|\b(?:du|sie) entscheide(?:st|n)\b|\bvous décidez\b|à vous de (?:décider|choisir)\b|\btu décides\b|\b(?:tú|usted) decides?\b|\bdecide tú\b|\bvocê decide\b|\bdecidi tu\b|\bjij beslist\b|お?任せ|おまかせ|你(?:来|來)?(?:决定|決定)|(?:由)?您(?:来)?决定|随你|알아서|맡길/iu
const OTHER =
  /^(?:other|something else|another|anything else|none of (?:these|the above)|andere[rs]?|etwas anderes|sonstiges|autre|otr[oa]|outro|altro|anders|その他|其他|기타)(?:\s(?:option|choice|answer))?\s*(?:$|[.…:：([（–—,-].{0,60}$|(?:please|bitte)\b.{0,40}$|_+$)/iu

/** Long texts that hold such words say more than that. */
export const isYouDecide = (text: string): boolean => text.length <= 80 && YOU_DECIDE.test(text)

/** A person's own words can always be the answer. */
export const isOther = (text: string): boolean => text.length <= 80 && OTHER.test(text)

const NONE =
  /^(?:none|no questions?|nothing|keine|aucune|ninguna|nessuna|なし|无|無|없음)[.!。]?$|\b(?:no|zero)(?: further| more| open| clarifying| additional)* questions?\b|\bnothing (?:left |else |more )?to ask\b|\bkeine (?:weiteren |offenen )?(?:rück)?fragen\b|\baucune (?:autre )?question\b|\b(?:sin|ninguna|no hay|no tengo)(?: más)? preguntas?\b|\bsem perguntas\b|\bnessuna domanda\b|\bgeen vragen\b|質問(?:は|が)?(?:ありません|ない|なし|ございません)|没有(?:其他|进一步|更多)?(?:的)?问题|질문(?:이|은)? ?없/iu

/** The model says that it has nothing to ask. */
export const saysNone = (line: string): boolean => line.length <= 300 && NONE.test(line)

/** Said before a list, or to be polite. */
export const isLeadIn = (text: string): boolean =>
  /[:：]$/.test(text) ||
  (text.length <= 160 &&
    !/[?？]/.test(text) &&
    /^(?:sure|certainly|of course|absolutely|great|okay|ok|thanks|thank you|here (?:are|is)|before (?:i|we)|please|let me know|based on|to design|natürlich|gerne|bien sûr|claro|hier sind|voici|aquí|もちろん|以下|当然|好的|물론)/iu.test(
      text,
    ))

/** What is the same although it is written in another way. */
export const keyOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#]+/gu, ' ')
    .trim()
