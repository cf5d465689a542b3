import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { hasNumber, vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: 'quickly|promptly|soon|as soon as possible|asap|in (?:near )?real[- ]time|near real[- ]time|in a timely manner|without (?:noticeable |undue |any )?delay|from time to time|periodically|regularly|frequently|instantly|instantaneously|rapidly',
  de: 'zeitnah|umgehend|möglichst (?:schnell|bald)|so (?:schnell|bald) wie möglich|in echtzeit|regelmäßig|häufig|unverzüglich|verzögerungsfrei',
  fr: 'rapidement|dès que possible|en temps réel|régulièrement|fréquemment|périodiquement|sans délai',
  es: 'rápidamente|lo antes posible|en tiempo real|regularmente|frecuentemente|periódicamente|con frecuencia|sin demora',
  ja: '速やかに|すみやかに|できるだけ早く|リアルタイム|定期的に|頻繁に|すぐに|素早く',
})

export const vagueTime: Rule = {
  id: 'vague-time',
  severity: 'warning',
  reason: 'Without a time nobody can test it, and “real time” is the dearest reading.',
  good: inBrief('- **R-1**: The list is shown in real time: a loan is there within 2 seconds.'),
  bad: inBrief('- **R-1**: The list of loans is sent to the librarian regularly.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) =>
      hasNumber(statement)
        ? undefined
        : {
            message: `${nameOf(statement)} says ${quote(word)} and names no time.`,
            suggestion: 'Write within how long, or how often.',
          },
    ),
}
