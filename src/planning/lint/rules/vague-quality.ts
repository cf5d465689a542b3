import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { hasNumber, vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '(?<!fail |fails |failing )fast(?! (?:path|mode|lane|track|forward|travel))|quick to \\w+|scalable|highly scalable|user[- ]friendly|easy to use|easy-to-use|intuitive|performant|high[- ]performance|high performance|lightweight|robust|efficient|highly available|seamless(?:ly)?|snappy|low[- ]latency|(?:is|are|be|stays?|remains?|feels?|highly|very) responsive(?! (?:to|design|layout))|modern|beautiful|elegant|flexible|powerful|simple to use',
  de: 'schnell|skalierbar|benutzerfreundlich|nutzerfreundlich|anwenderfreundlich|intuitiv|performant|leistungsfähig|robust|effizient|hochverfügbar|nahtlos|flexibel|modern|einfach zu bedienen|leicht zu bedienen',
  fr: 'rapide|évolutive?|convivial|conviviale|intuitive?|performante?|robuste|efficace|flexible|moderne|fluide|facile à utiliser',
  es: 'rápid[oa]|escalable|intuitiv[oa]|amigable|fácil de usar|robust[oa]|eficiente|flexible|modern[oa]|fluid[oa]',
  ja: '使いやすい|使い易い|直感的|高速(?!道路)|快適|スケーラブル|ユーザーフレンドリー|柔軟|堅牢|効率的',
})

export const vagueQuality: Rule = {
  id: 'vague-quality',
  severity: 'warning',
  reason: 'What is “fast” to one is slow to another: without a number nobody can say whether it is done.',
  good: inBrief('- **R-1**: The search is fast: its results are there within 300 ms.'),
  bad: inBrief('- **R-1**: The search must be fast for the reader.'),
  block: (block) =>
    faultsOfWords(block, ['requirement', 'objective'], WORDS, (word, statement) =>
      hasNumber(statement)
        ? undefined
        : {
            message: `${nameOf(statement)} asks for ${quote(word)} without a number that could be measured.`,
            suggestion: 'Write the figure, and the condition under which it is measured.',
          },
    ),
}
