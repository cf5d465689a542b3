import { plainText, shorten } from '../inline.ts'
import type { Passage } from '../passages.ts'
import { isDuration } from './estimate.ts'
import { type Field, NONE, piecesOf } from './fields.ts'
import { filesIn, requirementsNamedIn, requirementsOfField } from './references.ts'

/** What is being read of a task or of a phase, before ids and references are settled. */
export interface Draft {
  texts: string[]
  checks: string[]
  before: string[]
  requirements: Set<string>
  /** As they stand: whom they name is known when all tasks are. */
  dependsOn: string[]
  files: Set<string>
  estimate?: string
  goals: string[]
  /** Said in a field that could not take it. */
  lost: string[]
}

export interface TaskDraft extends Draft {
  /** As the text gives them; undefined where the task has no number. */
  numbers?: number[]
  head: Passage
  start: number
  end: number
}

const TEXT_LENGTH = 1000
/** Code units that a task's text is joined of; the rest is not kept. */
const PIECES_LENGTH = 4 * TEXT_LENGTH

export const emptyDraft = (): Draft => ({
  texts: [],
  checks: [],
  before: [],
  requirements: new Set(),
  dependsOn: [],
  files: new Set(),
  goals: [],
  lost: [],
})

export const taskDraft = (head: Passage, numbers?: number[]): TaskDraft => ({
  ...emptyDraft(),
  numbers,
  head,
  start: head.start,
  end: head.end,
})

/** Enters the text of a field. */
export function enter(draft: Draft, field: Field, text: string) {
  const said = text.trim()
  if (said === '') return
  if (field === 'check') {
    draft.checks.push(said)
    addAll(draft.requirements, requirementsNamedIn(said, true))
  } else if (field === 'dependsOn') {
    if (!NONE.test(said)) draft.dependsOn.push(said)
  } else if (field === 'files') addAll(draft.files, filesIn(said))
  else if (field === 'estimate') {
    if (draft.estimate === undefined) draft.estimate = said
    else if (draft.estimate !== said) draft.lost.push(said)
  } else if (field === 'requirements') {
    const named = requirementsOfField(said)
    addAll(draft.requirements, named)
    if (named.length === 0 && !NONE.test(said)) draft.lost.push(said)
  } else if (field === 'before') draft.before.push(said)
  else if (field === 'goal') {
    draft.goals.push(said)
    addAll(draft.requirements, requirementsNamedIn(said, true))
  } else if (field !== 'other') enterText(draft, said)
}

/** Enters a text with the labels and remarks in it. */
export function enterText(draft: Draft, text: string) {
  const said = withoutRemarks(draft, withPictures(text))
  const { head, fields } = piecesOf(said)
  // A task may be called "Tests".
  if (head === '' && fields.every((field) => field.text === '')) draft.texts.push(said)
  if (head !== '') {
    draft.texts.push(head)
    addAll(draft.requirements, requirementsNamedIn(head, true))
  }
  for (const { field, text: piece } of fields) {
    if (field === 'about' || field === 'tasks' || field === 'other') {
      if (piece !== '') draft.texts.push(piece)
      addAll(draft.requirements, requirementsNamedIn(piece, true))
    } else enter(draft, field, piece)
  }
}

/** `Title — ✅ it runs — 📁 main.go — ⛓ T-1.1`: pictures stand for labels where dashes divide a line. */
const PICTURES: [RegExp, string][] = [
  [/\s[—–|·]\s(?:✅|✔|☑|🧪)\ufe0f?\s/gu, '. Check: '],
  [/\s[—–|·]\s(?:📁|📂|📄|🗂)\ufe0f?\s/gu, '. Files: '],
  [/\s[—–|·]\s(?:⛓|🔗)\ufe0f?\s/gu, '. Depends on: '],
  [/\s[—–|·]\s(?:⏱|⏳|⌛|🕒)\ufe0f?\s/gu, '. Estimate: '],
]
const DIVIDED = /\s[—–|·]\s\P{ASCII}/u

const withPictures = (text: string): string =>
  DIVIDED.test(text) ? PICTURES.reduce((said, [picture, label]) => said.replace(picture, label), text) : text

const REMARK = /\s?[([（【]([^()[\]（）【】]{1,160})[)\]）】](?!\()/g
const CONNECTORS =
  /(?:[A-Z]{1,3}[- ]?\d[.\d]*|[A-Z]{1,3}-?[\dF]+[-.\dFR]*|requirements?|reqs?|covers|implements|addresses|for|deckt|ab|erfüllt|couvre|cubre|anforderung(?:en)?|exigences?|requisitos?|对应|需求|覆盖|対応|要件|and|und|et|y|to|bis|[\s,;:：、，/&*_`–—~〜-])/gi

/** Takes out remarks that are nothing but requirements' ids or a duration. */
function withoutRemarks(draft: Draft, text: string): string {
  if (!/[([（【]/.test(text)) return text
  return text.replace(REMARK, (whole, remark: string) => {
    if (isDuration(remark)) {
      draft.estimate ??= remark.trim()
      return ''
    }
    if (!/\d/.test(remark)) return whole
    const named = requirementsNamedIn(remark)
    if (named.length > 0 && remark.replace(CONNECTORS, '') === '') {
      addAll(draft.requirements, named)
      return ''
    }
    return whole
  })
}

export function addAll<Item>(set: Set<Item>, items: Iterable<Item>) {
  for (const item of items) set.add(item)
}

/** Lines of plain text. */
export function joined(pieces: string[], separator = '\n', length = TEXT_LENGTH): string {
  const kept: string[] = []
  let size = 0
  for (const piece of pieces) {
    if (size > PIECES_LENGTH) break
    kept.push(plainText(piece))
    size += piece.length
  }
  return shorten(kept.filter((piece) => piece !== '').join(separator), length)
}
