import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: 'cutting[- ]edge|world[- ]class|best[- ]in[- ]class|industry[- ]leading|next[- ]generation|game[- ]chang(?:er|ing)|revolutionary|revolutioni[sz]es?|unparalleled|second to none|blazing(?:ly)?[- ]fast|supercharge[sd]?|unlock(?:s)? the (?:full )?(?:power|potential)|take (?:it|this) to the next level|delightful experience',
  de: 'weltklasse|bahnbrechend\\w*|revolutionär\\w*|wegweisend\\w*|auf das nächste level|unvergleichlich\\w*|einzigartige[snr]? erlebnis',
  fr: 'de pointe|révolutionnaires?|de classe mondiale|inégalée?s?',
  es: 'de vanguardia|revolucionari[oa]s?|de clase mundial|inigualables?',
  ja: '画期的な|革新的な|世界最高(?:水準|峰)|圧倒的な',
})

export const marketing: Rule = {
  id: 'marketing',
  severity: 'hint',
  reason: 'Praise changes nothing that somebody would build, and is read and paid for each time.',
  good: inBrief('The library of the village keeps its list of the loans on paper.'),
  bad: inBrief('The world-class library of the village keeps its list on paper.'),
  block: (block) =>
    faultsOfWords(block, ['requirement', 'objective', 'task', 'other'], WORDS, (word) => ({
      message: `${quote(word)} praises and says nothing to build from.`,
      suggestion: 'Leave it out, or say what is different and by how much.',
    })),
}
