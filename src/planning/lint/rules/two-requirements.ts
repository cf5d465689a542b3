import type { Statement } from '../block-view.ts'
import type { Language } from '../language.ts'
import { type Fault, inBrief, type Rule } from '../rule.ts'
import { faultOf, nameOf } from '../said.ts'

const DUTIES: Partial<Record<Language, RegExp>> = {
  en: /\b(?:shall|must|has to|have to|needs? to)\b(?! not|\))/gi,
  de: /(?<!\p{L})(?:muss|müssen)(?!\p{L})/giu,
  fr: /(?<!\p{L})(?:doit|doivent)(?!\p{L})/giu,
  es: /(?<!\p{L})(?:debe|deben|deberá|deberán)(?!\p{L})/giu,
}
const JOINED: Partial<Record<Language, RegExp>> = {
  en: /\b(?:and|and also|as well as|in addition)\b|[;.]/i,
  de: /(?<!\p{L})(?:und|sowie|außerdem)(?!\p{L})|[;.]/iu,
  fr: /(?<!\p{L})(?:et|ainsi que)(?!\p{L})|[;.]/iu,
  es: /(?<!\p{L})(?:y|además|así como)(?!\p{L})|[;.]/iu,
}
/** A condition has a duty of its own: "must …, and if it fails, must not …". */
const CONDITION =
  /\b(?:if|when|unless|until|where|which|that|who|because|so that|wenn|falls|damit|si|lorsque|cuando)\b/i

function isTwo({ prose, language }: Statement): boolean {
  if (language === undefined) return false
  const duties = DUTIES[language]
  const joined = JOINED[language]
  if (!duties || !joined) return false
  const [first, second] = prose.matchAll(duties)
  if (!first || !second) return false
  const between = prose.slice(first.index, second.index)
  return joined.test(between) && !CONDITION.test(between)
}

export const twoRequirements: Rule = {
  id: 'two-requirements',
  severity: 'warning',
  reason: 'Two duties under one id cannot be done, tested or left out one by one.',
  good: inBrief(
    '- **R-1**: The server must keep each loan for a year.\n- **R-2**: The server must send a mail.',
  ),
  bad: inBrief('- **R-1**: The server must keep each loan for a year and it must send a mail to the reader.'),
  *block({ statements }): Generator<Fault> {
    for (const statement of statements)
      if (statement.role === 'requirement' && statement.id !== undefined && isTwo(statement))
        yield faultOf(
          statement,
          `${nameOf(statement)} asks for two things at once.`,
          'Give each a requirement and an id of its own.',
        )
  },
}
