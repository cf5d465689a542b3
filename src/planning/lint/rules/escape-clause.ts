import { inBrief, type Rule } from '../rule.ts'
import { faultsOfWords, nameOf, quote } from '../said.ts'
import { vocabulary } from '../vocabulary.ts'

const WORDS = vocabulary({
  en: '(?:if|where|when|whenever|wherever|as far as|as much as) (?:at all )?(?:possible|feasible|practical|practicable|appropriate|reasonable)|as (?:appropriate|applicable|required|needed)|if (?:needed|necessary|required)|where (?:necessary|needed|applicable)|to the extent possible|best[- ]effort basis',
  de: '(?:wenn|falls|soweit|sofern|wo) (?:es )?(?:technisch )?(?:möglich|nötig|notwendig|sinnvoll|machbar|angebracht|erforderlich)|nach möglichkeit|bei bedarf|gegebenenfalls|ggf',
  fr: 'si (?:possible|nécessaire|besoin)|le cas échéant|dans la mesure du possible|autant que possible|au besoin',
  es: 'si es (?:posible|necesario)|cuando sea (?:posible|necesario|apropiado)|en la medida de lo posible|según (?:sea necesario|corresponda)|de ser (?:posible|necesario)',
  ja: '可能であれば|可能な限り|できれば|必要に応じて|なるべく',
})

export const escapeClause: Rule = {
  id: 'escape-clause',
  severity: 'warning',
  reason: '“If possible” leaves it to the reader whether it is asked for at all.',
  good: inBrief('- **R-1**: A mail is sent again after 10 minutes if the server of the reader refuses it.'),
  bad: inBrief('- **R-1**: A mail is sent again if possible.'),
  block: (block) =>
    faultsOfWords(block, ['requirement'], WORDS, (word, statement) => ({
      message: `${nameOf(statement)} holds only ${quote(word)}: it does not say when it must be done.`,
      suggestion: 'Write the condition, or leave the requirement out.',
    })),
}
