import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '(?:industry|security|coding|accessibility|modern|current|common|relevant|applicable|usual) (?:best practices|standards|regulations|laws)(?! ?[:(])|industry[- ]standard(?! [A-Z])|best practices(?! ?[:(])|state[- ]of[- ]the[- ]art',
  de: '(?:gängige|übliche|aktuelle|einschlägige|geltende)[nrms]? (?:standards?|richtlinien|vorschriften|normen)|stand der technik|best practices',
  fr: 'bonnes pratiques|normes en vigueur|standards? (?:du marché|actuels)|état de l.art',
  es: 'buenas prácticas|mejores prácticas|estándares (?:actuales|de la industria|habituales)|normativa vigente',
  ja: 'ベストプラクティス|業界標準|一般的な(?:基準|標準)',
})
/** A name beside it says which is meant: ISO 27001, WCAG, OWASP. */
const NAME = /\b[A-Z]{3,}\b|\bRFC ?\d/

export const namelessStandard: Rule = {
  id: 'nameless-standard',
  severity: 'warning',
  reason: 'Nobody can check “best practices”: each reader knows others.',
  good: inBrief('- **R-1**: Passwords are stored by the recommendation of OWASP.'),
  bad: inBrief('- **R-1**: Passwords are stored by industry best practices.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) =>
      NAME.test(statement.prose)
        ? undefined
        : {
            message: `${nameOf(statement)} leans on ${quote(word)} and does not name them.`,
            suggestion: 'Name the standard and its version, or write what is asked for.',
          },
    ),
}
