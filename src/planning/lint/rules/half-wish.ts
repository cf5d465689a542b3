import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: 'ideally|preferably|hopefully|maybe|perhaps|possibly|nice to have|should try to|tries to|try to|would be (?:nice|good|great)|could potentially|might want',
  de: 'idealerweise|vorzugsweise|nach wunsch|vielleicht|eventuell|möglicherweise|wäre (?:schön|gut|wünschenswert)|versucht(?: zu)?|sollte versuchen',
  fr: 'idéalement|de préférence|peut-être|éventuellement|il serait (?:bien|bon|souhaitable)|essaie de|tente de',
  es: 'idealmente|preferiblemente|preferentemente|quizás?|tal vez|posiblemente|sería (?:bueno|deseable)|intenta(?:rá)?',
  ja: '望ましい|理想的には|かもしれない|できたら|可能性があ',
})

export const halfWish: Rule = {
  id: 'half-wish',
  severity: 'warning',
  reason: 'A builder must know whether it is wanted; a wish by half is built by half.',
  good: inBrief('- **R-1**: A reader prolongs a loan once.'),
  bad: inBrief('- **R-1**: A reader can ideally prolong a loan once.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) => ({
      message: `${nameOf(statement)} says ${quote(word)}: it is not clear whether it is asked for.`,
      suggestion: 'Decide: write it as a requirement, or put it under the open questions.',
    })),
}
