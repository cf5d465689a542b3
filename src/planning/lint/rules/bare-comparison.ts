import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { hasNumber, vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '(?:is|are|be|become|becomes|made|make|makes|gets?) (?:\\S+ )?(?:faster|quicker|better|easier|simpler|cheaper|safer|more (?:efficient|reliable|secure|accurate|stable|scalable|usable))(?! than)|(?:improved?|improves|increased?|reduced?|enhanced?|optimi[sz]ed?) (?:performance|usability|speed|efficiency|reliability|user experience)',
  de: '(?:ist|sind|wird|werden) (?:schneller|besser|einfacher|sicherer|günstiger|effizienter)(?! als)|(?:verbesserte|erhöhte|gesteigerte|optimierte)[nrs]? (?:leistung|performance|geschwindigkeit|benutzbarkeit|effizienz)',
  fr: '(?:est|sont|être) (?:plus (?:rapides?|simples?|fiables?|sûre?s?|efficaces?)|meilleure?s?)(?! que)',
  es: '(?:es|son|será|ser) (?:más (?:rápid|sencill|fiabl|segur|eficient)\\w+|mejor(?:es)?)(?! que)',
})

export const bareComparison: Rule = {
  id: 'bare-comparison',
  severity: 'warning',
  reason: '“Faster” is only true against something: without it, any change passes.',
  good: inBrief('- **R-1**: Lending is faster than by the paper list, which takes 90 seconds a book.'),
  bad: inBrief('- **R-1**: Lending a book is made easier for the librarian.'),
  block: (block) =>
    faultsOfWords(block, ['requirement', 'objective'], WORDS, (word, statement) =>
      hasNumber(statement) || /\bthan\b/.test(statement.prose)
        ? undefined
        : {
            message: `${nameOf(statement)} compares (${quote(word)}) and does not say with what.`,
            suggestion: 'Write how it is today, and the figure that must be reached.',
          },
    ),
}
