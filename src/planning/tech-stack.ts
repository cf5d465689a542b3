import type { Choice } from './design.ts'
import { cellOf, type Entry, entriesIn } from './entries.ts'
import { plainText, shorten, splitLabel } from './inline.ts'
import type { Passage } from './passages.ts'

const CHOICE_COLUMN =
  /^\W*(?:choice|technolog|tool|library|framework|selection|stack|name|product|wahl|werkzeug|技术|技術|选择|选型|選択|tecnolog|choix|elección|escolha|scelta|технолог|выбор|инструмент)/
const ROLE_COLUMN =
  /^\W*(?:role|purpose|layer|area|category|component|concern|use|function|rolle|zweck|schicht|bereich|角色|用途|层|役割|领域|组件|分類|capa|couche|rôle|rol|função|papel|camada|ruolo|роль|назначение|слой|компонент)/
const REASON_COLUMN =
  /^\W*(?:reason|rationale|justification|why|notes?|benefit|grund|begründung|理由|原因|说明|razón|raison|justificación|motivo|motivazione|justificativa|razão|причина|обоснование|почему)/
const REASON_LABEL =
  /^(?:reasons?|rationale|justification|why|because|grund|begründung|raison|justification|razón|motivo|motivazione|justificativa|razão|причина|обоснование|理由|原因)$/
const ROLE_LABEL =
  /^(?:role|purpose|used for|rolle|zweck|rôle|rol|papel|ruolo|роль|назначение|用途|角色|役割)$/

/** Labels that name what a choice is for: `**Backend**: Elysia`. */
const ROLES =
  /^(?:(?:programming|primary|main|web|server|client|api|data|backend|frontend|background|message|unit|e2e|package|css|build|state|version|reverse|test|user) )?(?:languages?|runtime|framework|frameworks|back-?end|front-?end|full-?stack|databases?|dbs?|dbms|data ?store|storage|persistence|cach(?:e|ing)|queues?|jobs?|hosting|deployment|infrastructure|testing|tests?|authentication|auth|authorization|apis?|server|client|ui|styling|styles?|orm|build|build tools?|bundler|ci(?:\/cd)?|containers?|containerization|monitoring|observability|logging|proxy|web ?server|search|email|payments?|manager|management|validation|templating|templates|library|sprache|datenbank|laufzeit|langage|base de données|lenguaje|base de datos|linguagem|banco de dados|linguaggio|язык|язык программирования|база данных|бэкенд|фронтенд|хранилище|语言|后端|前端|数据库|部署|言語|バックエンド|フロントエンド|データベース)$/

/** Choices from a table, a list (by name or by role) or headings. */
export function readTechStack(passages: Passage[]): Choice[] {
  const entries = entriesIn(passages, (label) => REASON_LABEL.test(label) || ROLE_LABEL.test(label))
  const found: Choice[] = []
  const byRole = namesRoles(entries)
  for (const { head, body, group } of entries) {
    if (head.kind === 'row') {
      const choice = fromRow(head)
      found.push(group === '' ? choice : { ...choice, role: choice.role ?? group })
      continue
    }
    const names = [...namesIn(head)]
    if (names.length > 0) {
      found.push(...names.map((choice): Choice => ({ choice })))
      continue
    }
    const [label, rest] = splitLabel(head.text)
    // `**Language: Go** — reason`
    const [role, chosen] = splitLabel(label)
    if (rest !== '' && chosen !== '' && ROLES.test(role.toLowerCase())) {
      found.push({ choice: chosen, role, reason: rest })
      continue
    }
    const explained = body.some((passage) => detailOf(passage)?.of === 'reason')
    const isRole =
      ROLES.test(label.toLowerCase()) || (rest !== '' && (byRole || explained) && STRONG.test(head.text))
    const children = body.filter((passage) => passage.kind === 'item' && !detailOf(passage))
    // `- Backend` with the choices nested in it.
    if (isRole && rest === '' && children.length > 0) {
      for (const child of children) found.push({ ...fromItem(child.text), role: plainText(label) })
      continue
    }
    const choice = isRole && rest !== '' ? { ...fromChosen(rest), role: label } : fromItem(head.text)
    if (choice.role === undefined && group !== '') choice.role = group
    for (const passage of body) {
      const detail = detailOf(passage)
      if (detail) choice[detail.of] ??= detail.text
      else choice.reason ??= plainText(passage.text)
    }
    found.push(choice)
  }
  return found.map(clean).filter(({ choice }) => choice !== '')
}

/** `**Label:** rest`; what has its reason below, or stands among roles, is no name of a choice. */
const STRONG = /^\s*(?:\*\*|__)[^*_]{1,60}(?:[:：](?:\*\*|__)|(?:\*\*|__)\s?[:：])/

/** Whether most of the entries with a label begin with what the choice is for. */
function namesRoles(entries: Entry[]): boolean {
  const labelled = entries.filter(({ head }) => head.kind === 'item' && STRONG.test(head.text))
  const roles = labelled.filter(({ head }) => ROLES.test(splitLabel(head.text)[0].toLowerCase()))
  return roles.length > 0 && 2 * roles.length >= labelled.length
}

/** `TypeScript, Vitest` in a line of its own. */
function* namesIn({ kind, text }: Passage): Generator<string> {
  const names =
    kind === 'paragraph' && !/[:：()]|[.。]\s|\s[–—-]\s/.test(text)
      ? text.replace(/[.。]$/, '').split(/,\s|、|\s(?:and|und|et|y)\s/)
      : []
  if (names.length > 1 && names.every((name) => name.trim() !== '' && name.trim().split(/\s+/).length <= 3))
    yield* names
}

function fromRow(row: Passage): Choice {
  const { cells } = row
  const role = cellOf(row, ROLE_COLUMN)
  const reason = cellOf(row, REASON_COLUMN)
  const choice = cellOf(row, CHOICE_COLUMN)
  if (choice !== undefined) return { choice, role, reason }
  const others = cells.filter((cell) => cell !== role && cell !== reason)
  return {
    choice: others[0] ?? '',
    role: role ?? others[1],
    reason: reason ?? (role ? others[1] : others[2]),
  }
}

function fromItem(text: string): Choice {
  const [label, rest] = splitLabel(text)
  return rest === '' ? fromChosen(text) : { choice: label, reason: rest }
}

/** `PostgreSQL 17 (reason)`, `PostgreSQL — reason`, `PostgreSQL, because …` */
function fromChosen(text: string): Choice {
  const at = /\s[–—-]\s|[:：]\s|;\s|,?\s(?=because\s|for\s|da\s|weil\s)|\s\(|\.\s/.exec(text)
  if (!at) return { choice: text }
  const reason = text.slice(at.index + at[0].length)
  return {
    choice: text.slice(0, at.index),
    reason: at[0].endsWith('(') ? reason.replace(/\)\.?$/, '') : reason,
  }
}

function detailOf(passage: Passage): { of: 'role' | 'reason'; text: string } | undefined {
  const [label, rest] = splitLabel(passage.text)
  const name = label.toLowerCase()
  if (REASON_LABEL.test(name)) return { of: 'reason', text: rest }
  return ROLE_LABEL.test(name) ? { of: 'role', text: rest } : undefined
}

const FIELD_LENGTH = 500

function clean({ choice, role, reason }: Choice): Choice {
  const cleaned: Choice = { choice: shorten(plainText(choice), FIELD_LENGTH) }
  if (role?.trim()) cleaned.role = shorten(plainText(role), FIELD_LENGTH)
  if (reason?.trim()) cleaned.reason = shorten(plainText(reason).replace(/^because\s/i, ''), FIELD_LENGTH)
  return cleaned
}
