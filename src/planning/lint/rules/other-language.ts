import { type Language, languageOf, tally } from '../language.ts'
import type { Fault, Rule } from '../rule.ts'
import { SAMPLE_DESIGN } from '../sample.ts'

/** Small words of one language, so that a name or a quotation is none. */
const LEAST = 6
const NAMES: Record<Language, string> = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  ja: 'Japanese',
}
const inBriefOf = (brief: string) => ({ texts: { brief, design: SAMPLE_DESIGN } })

export const otherLanguage: Rule = {
  id: 'other-language',
  severity: 'warning',
  reason: 'Who wrote the brief may not be able to read what was made of it.',
  good: inBriefOf(
    'The library of the village lends books. It is for the people who live in the village and for their guests.',
  ),
  bad: inBriefOf(
    'Die Bücherei verleiht Bücher an die Leute im Dorf, und der Bibliothekar muss wissen, wer das Buch hat und wann es fällig ist.',
  ),
  *project({ documents }): Generator<Fault & { document: string }> {
    const brief = documents.find(({ stage }) => stage === 'brief')
    const asked = brief && languageOf(tally(brief.text), LEAST)
    if (!asked) return
    for (const { key, stage, text } of documents) {
      if (stage !== 'design' && stage !== 'plan' && stage !== 'phase') continue
      const written = languageOf(tally(text), LEAST)
      if (written === undefined || written === asked) continue
      const line = text.search(/\S[^\r\n]*/)
      yield {
        document: key,
        start: Math.max(0, line),
        end: Math.min(text.length, Math.max(0, line) + 80),
        words: `${asked} ${written}`,
        message: `It is written in ${NAMES[written]}, and the brief in ${NAMES[asked]}.`,
        suggestion: 'Let it be written again; the prompt asks for the language of the brief.',
      }
    }
  },
}
