import { plainText } from '../inline.ts'
import { isDuration } from './estimate.ts'
import { fieldOf } from './fields.ts'
import { NUMBER, numberOf } from './number-words.ts'

/** A line that begins a phase, in the shapes that models write. */
export interface PhaseHeading {
  /** The word that stands for "phase" in this text, lower case; empty where a number alone does. */
  word: string
  number?: number
  /** Plain text; may be empty. */
  title: string
  estimate?: string
  /** Remarks in brackets behind the title, as they stand: requirements may be named there. */
  remarks: string[]
}

/** How sure each word is that it means a phase. */
const WEIGHTS: [weight: number, words: string][] = [
  [
    3,
    'phase|fase|fáze|faza|etappe|étape|etape|etapa|etap|stage|этап|фаза|阶段|階段|フェーズ|フェイズ|段階|단계',
  ],
  [
    2,
    'milestone|meilenstein|jalon|hito|marco|sprint|iteration|itération|iteración|iteração|epic|increment|inkrement|里程碑|マイルストーン|スプリント|冲刺|迭代|イテレーション',
  ],
  [1, 'step|schritt|paso|passo|week|woche|semaine|semana|abschnitt|ステップ|步骤'],
]
export const PHASE_WORDS = WEIGHTS.map(([, words]) => words).join('|')
const WEIGHT_OF = new Map(
  WEIGHTS.flatMap(([weight, words]) => words.split('|').map((word): [string, number] => [word, weight])),
)
/** Languages that put the number first: 第1フェーズ. */
const SWAPPED_WORDS = PHASE_WORDS.split('|')
  .filter((word) => /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(word))
  .join('|')
const PHASE_WORD = new RegExp(WEIGHTS[0]?.[1] ?? '', 'iu')
/** Whether a text holds a word that means a phase and hardly anything else. */
export const namesPhase = (text: string): boolean => PHASE_WORD.test(text)
/** 3 for "phase", 0 for a word that is not known. */
export const weightOf = (word: string) => WEIGHT_OF.get(word) ?? 0

/** Characters: marks, word and number are never longer. */
const START_LENGTH = 80
const LINE_LENGTH = 240
const LEAD = '^[^\\p{L}\\p{N}]{0,10}(?:\\d{1,2}(?:\\.\\d{1,2}){0,2}[.)]?[*_]{0,3}\\s+[^\\p{L}\\p{N}]{0,10})?'
const OF = '(?:\\s?(?:of|/|von|de|sur)\\s?\\d{1,2})?'
/** The last two make a picture of a digit: 1️⃣. */
const MARKS = '[\\s*_`\\])】\ufe0f\u20e3]{0,6}'
/** `Phase 1`, `第1フェーズ`, `阶段一` */
const NUMBERED = [
  new RegExp(`${LEAD}(${PHASE_WORDS})(?:[\\s#№_*-]{0,3}|\\sn[°º]\\s?)(${NUMBER})${OF}(${MARKS})`, 'iu'),
  new RegExp(`${LEAD}第?\\s?(\\d{1,3}|[一二三四五六七八九十]{1,3})\\s?(${SWAPPED_WORDS}|期)(${MARKS})`, 'iu'),
]
/** `Phase: Title` */
const UNNUMBERED = new RegExp(`${LEAD}(${PHASE_WORDS})(${MARKS})(?=[:：])`, 'iu')
/** Any word and a number: another language's, or another custom's ("Module 1: …"). */
const ANY_WORD = new RegExp(`${LEAD}(\\p{L}[\\p{L}\\p{M}]{0,30})[\\s#-]{1,3}(\\d{1,2})(${MARKS})`, 'iu')
const SEPARATOR = /^(?:[:：.)–—|→=·]+|-+(?=\s)|-(?=\p{Lu}))[*_`\s]*/u
/** `Phase 1 depends on …` speaks of a phase. */
const SENTENCE =
  /^(?:[,&/+–—~-]|(?:and|or|und|oder|to|bis|through|until|is|are|was|were|will|must|should|needs?|requires?|covers?|depends?|builds?|sets?|ends?|starts?|begins?|takes?|ist|wird|est|es|depende|dépend|完成|の|が|は|を|から|まで|で|に|和|与|中|后|前|完了)(?![\p{L}]))/iu

/** What sort of place the line is: only a heading is believed without a separator. */
export function phaseIn(line: string, heading: boolean): PhaseHeading | undefined {
  return read(line, heading, NUMBERED) ?? unnumberedIn(line, heading)
}

/** A heading that counts by a word that is not known to mean a phase. */
export const countedIn = (line: string): PhaseHeading | undefined => read(line, false, [ANY_WORD])

function read(line: string, heading: boolean, patterns: RegExp[]): PhaseHeading | undefined {
  const text = line.length > LINE_LENGTH ? line.slice(0, LINE_LENGTH) : line
  const start = text.slice(0, START_LENGTH)
  for (const pattern of patterns) {
    const match = pattern.exec(start)
    if (!match) continue
    const swapped = pattern === NUMBERED[1]
    const word = (match[swapped ? 2 : 1] ?? '').toLowerCase()
    const number = numberOf(match[swapped ? 1 : 2] ?? '')
    const marks = match[3] ?? ''
    const behind = text.slice(match[0].length)
    if (number === undefined) continue
    // "Phase 10.2" is no phase 10; a letter or digit right behind the number makes another word of it.
    if (/^(?:\.\d|[\p{L}\p{N}])/u.test(behind) && !/\s/.test(marks) && !/[一-鿿ぁ-ヿ]/.test(behind[0] ?? ''))
      continue
    const separator = SEPARATOR.exec(behind)
    const remark = /^[(（[]/.test(behind)
    if (!separator && !remark && behind !== '') {
      const bold = /[*_]/.test(marks)
      if (SENTENCE.test(behind) || !(heading || bold)) continue
    }
    const rest = behind.slice(separator?.[0].length ?? 0)
    if (line.length > LINE_LENGTH && !heading) continue
    if (!separator && fieldOf(rest) && !remark) continue
    return finish(word, number, rest)
  }
  return undefined
}

function unnumberedIn(line: string, heading: boolean): PhaseHeading | undefined {
  if (!heading || line.length > LINE_LENGTH) return undefined
  const match = UNNUMBERED.exec(line.slice(0, START_LENGTH))
  if (!match) return undefined
  return finish(
    (match[1] ?? '').toLowerCase(),
    undefined,
    line.slice(match[0].length).replace(/^[:：]\s*/, ''),
  )
}

/** A heading or an item that stands for a phase by its place: `1. Title`, `M1: Title`, `Title`. */
export function titledPhase(line: string): PhaseHeading {
  const text = line.slice(0, LINE_LENGTH)
  const match =
    /^[^\p{L}\p{N}]{0,10}(?:[MPS](?=\d{1,2}[.:：*_]))?(\d{1,2})[*_]{0,3}[.):：]?[*_]{0,3}\s+(?=\S)/u.exec(
      text,
    )
  return match ? finish('', Number(match[1]), text.slice(match[0].length)) : finish('', undefined, text)
}

const REMARK = /[([（【]([^()[\]（）【】]{1,120})[)\]）】]/g

function finish(word: string, number: number | undefined, rest: string): PhaseHeading {
  const remarks: string[] = []
  let estimate: string | undefined
  let title = rest.replace(/\]\([^()]*\)/g, '').replace(REMARK, (whole, remark: string) => {
    const text = remark.trim()
    if (isDuration(text)) {
      estimate ??= text
      return ' '
    }
    remarks.push(text)
    return REFERENCE.test(text) ? ' ' : whole
  })
  title = plainText(title.replace(/\*\*|__/g, ' ').replace(/\s{2,20}/g, ' '))
  const tail = /^(.*?)\s?[–—|,-]\s([^–—|,]{2,40})$/su.exec(title)
  if (tail && isDuration(tail[2] ?? '')) {
    estimate ??= tail[2]
    title = tail[1] ?? ''
  } else if (isDuration(title)) {
    estimate ??= title
    title = ''
  }
  title = title
    .replace(/^[\s:：–—|-]{1,10}/, '')
    .replace(/[\s:：–—|-]{1,10}$/, '')
    .trim()
  return { word, number, title, remarks, estimate: estimate?.trim() }
}

/** Nothing but ids: no part of the title. */
const REFERENCE =
  /^(?:(?:covers|requirements?|reqs?)[:\s]*)?(?:(?:[A-Z]{1,3}-?\d[\d.]*|to|and|bis|und|–|-|,)\s*)+$/
