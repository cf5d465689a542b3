import type { Statement } from './block-view.ts'
import type { Language } from './language.ts'

/** Words and phrases by language; a rule is quiet in a language that its vocabulary lacks. */
export type Vocabulary = Partial<Record<Language, RegExp>>

/** Each language's words are the alternatives of a pattern. They are met as whole words only, in either case. */
export function vocabulary(words: Partial<Record<Language, string>>): Vocabulary {
  const found: Vocabulary = {}
  for (const language of ['en', 'de', 'fr', 'es', 'ja'] as const) {
    const alternatives = words[language]
    if (alternatives === undefined) continue
    found[language] =
      language === 'ja'
        ? new RegExp(`(?:${alternatives})`, 'u')
        : new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${alternatives})(?![\\p{L}\\p{N}_-])`, 'iu')
  }
  return found
}

/** The first of the vocabulary's words in what the statement says, code and addresses aside. */
export function wordIn({ prose, language }: Statement, words: Vocabulary): string | undefined {
  return language === undefined ? undefined : words[language]?.exec(prose)?.[0].trim()
}

const SPELLED: Vocabulary = vocabulary({
  en: 'one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|half|once|twice|(?:within|in|under|than|of) an? (?:second|minute|hour|day)|(?:once|twice|times) an? \\w+|(?:per|each|every|same) (?:second|minute|hour|day|night|week|month|year|morning|evening)|hourly|daily|nightly|weekly|monthly|yearly|hundred|thousand|million',
  de: '(?:in|innerhalb|von|nach|binnen) eine[mnrs]? (?:sekunde|minute|stunde|tag|tages)|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|halbe[nrs]?|täglich|stündlich|wöchentlich|monatlich|jährlich|jede[nrs]? (?:sekunde|minute|stunde|tag|nacht|woche|monat|jahr)|hundert|tausend',
  fr: '(?:en|d.|par) ?une? (?:seconde|minute|heure|jour)|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|chaque (?:seconde|minute|heure|jour|nuit|semaine|mois)|quotidien\\w*|hebdomadaire\\w*|cent|mille',
  es: '(?:en|de) una? (?:segundo|minuto|hora|día)|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|cada (?:segundo|minuto|hora|día|noche|semana|mes)|diari\\w+|cien|mil',
  ja: '[一二三四五六七八九十百千万]+(?:秒|分|時間|日|週|件|回|人|枚|個)|毎[秒分時日週月年]',
})

/** Whether it gives a number, as digits or as a word. */
export function hasNumber(statement: Statement): boolean {
  return /[\d０-９]/.test(statement.prose) || wordIn(statement, SPELLED) !== undefined
}
