import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '100 ?% (?:uptime|availability|available|secure|reliable|reliability|bug[- ]free|test coverage of everything)|zero (?:downtime|bugs|defects|latency)|never (?:fails?|crash(?:es)?|goes? down|breaks?)|bug[- ]free|error[- ]free|unhackable|(?:completely|absolutely|totally|fully|perfectly) secure|infinitely scalable|unlimited (?:users|scalability|storage)|(?:all|any|every) (?:possible )?(?:browsers?|devices?|platforms?|operating systems?)',
  de: '100 ?% (?:verfügbar(?:keit)?|sicher(?:heit)?|zuverlässig)|fehlerfrei|(?:absolut|völlig|vollkommen) sicher|stürzt nie ab|fällt nie aus|alle[n]? (?:browser|geräte|plattformen|betriebssysteme)n?|unbegrenzt(?:e|er|en|es)? (?:nutzer|speicher|skalierbar)\\w*',
  fr: '100 ?% (?:disponible|sûr|fiable)|sans (?:aucun )?bug|zéro (?:bug|panne|défaut)|totalement sécurisée?|tous les (?:navigateurs|appareils)|ne (?:tombe|plante) jamais',
  es: '100 ?% (?:disponible|segur[oa]|fiable)|sin errores|cero (?:errores|fallos)|totalmente segur[oa]|todos los (?:navegadores|dispositivos)|nunca falla',
  ja: '100 ?[%％](?:の)?(?:稼働|可用|安全)|絶対に(?:落ち|止まら|安全)|バグのない|すべてのブラウザ|全てのブラウザ|完全に安全',
})

export const impossiblePromise: Rule = {
  id: 'impossible-promise',
  severity: 'warning',
  reason: 'What no system keeps cannot be accepted, and hides which failure would be bearable.',
  good: inBrief('- **R-1**: The page is there in 99.5 % of the minutes of a month.'),
  bad: inBrief('- **R-1**: The page has 100 % uptime for the readers.'),
  block: (block) =>
    faultsOfWords(block, ['requirement', 'objective'], WORDS, (word, statement) => ({
      message: `${nameOf(statement)} promises ${quote(word)}, which no system keeps and no test can find true.`,
      suggestion:
        'Write which failures are borne, how often, and which browsers, devices or amounts are meant.',
    })),
}
