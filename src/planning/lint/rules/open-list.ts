import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: 'etc|and so on|and so forth|and (?:many )?more(?=\\W*$)|and the like|among others|or similar(?=\\W*$)|but not limited to',
  de: 'usw|und so weiter|und vieles mehr|u\\.\\s?v\\.\\s?m|und ähnliche[sn]?|unter anderem',
  fr: 'etc|et ainsi de suite|et autres|entre autres|et plus encore',
  es: 'etc|etcétera|entre otr[oa]s|y así sucesivamente|y más(?=\\W*$)|y similares',
  ja: 'など(?=[、。を）)]|$)|等々',
})

export const openList: Rule = {
  id: 'open-list',
  severity: 'warning',
  reason:
    'A list that ends in “etc.” asks for things that nobody has named; each reader completes it otherwise.',
  good: inBrief('- **R-1**: A book is found by title, author and year.'),
  bad: inBrief('- **R-1**: A book is found by title, author, year etc.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) => ({
      message: `The list in ${nameOf(statement)} is left open: ${quote(word)}.`,
      suggestion: 'Name all that is meant, or the rule by which something belongs to it.',
    })),
}
