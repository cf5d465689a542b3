import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { hasNumber, vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: 'several|various|numerous|a few|a lot of|lots of|plenty of|a (?:large|huge|small|reasonable|sufficient) (?:number|amount) of|large (?:numbers|amounts) of|a reasonable (?:time|limit)|sufficient(?:ly)?|adequate(?:ly)?',
  de: 'etliche|zahlreiche|diverse|verschiedenste|ausreichend(?:e[nrms]?)?|genügend|eine (?:große|größere) (?:anzahl|menge)|angemessene[nrms]?',
  fr: 'plusieurs|de nombreux|de nombreuses|divers|diverses|suffisamment|un grand nombre|raisonnable',
  es: 'vari[oa]s|numeros[oa]s|divers[oa]s|suficientes?|una gran cantidad|un gran número|razonable',
  ja: '多数の|多くの|いくつか|さまざまな|様々な|十分な|適量',
})

export const vagueAmount: Rule = {
  id: 'vague-amount',
  severity: 'warning',
  reason: '“Several” may be three or three thousand; the two are built differently.',
  good: inBrief('- **R-1**: A reader has up to 5 books at the same time, of numerous kinds.'),
  bad: inBrief('- **R-1**: A reader has several books at the same time.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) =>
      hasNumber(statement)
        ? undefined
        : {
            message: `${nameOf(statement)} speaks of ${quote(word)} and does not say how many.`,
            suggestion: 'Write the least and the greatest number that must work.',
          },
    ),
}
