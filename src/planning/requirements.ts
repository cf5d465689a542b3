import type { Requirement } from './design.ts'
import { plainText, shorten } from './inline.ts'
import { BOLD_LEVEL } from './outline.ts'
import type { Passage } from './passages.ts'
import { type Definition, definitionIn } from './requirement-id.ts'

export interface Requirements {
  list: Requirement[]
  /** None has an id: they are counted in their order. */
  counted: boolean
  /** Items beside requirements that have an id, without one. */
  unnamed: Passage[]
}

/** One more is read, which tells that the rest is not. */
export const REQUIREMENTS = 1000
/** UTF-16 code units of one requirement's text. */
const TEXT_LENGTH = 2000

interface Open {
  requirement: Requirement
  passage: Passage
  texts: string[]
  length: number
  /** Nothing but its place marks it as a definition. */
  weak: boolean
}

/** Reads the requirements that have ids, wherever in the passages they are defined. */
export function readRequirements(passages: Passage[]): Requirements {
  const list: Requirement[] = []
  const unnamed: Passage[] = []
  const seen = new Set<string>()
  let open: Open | undefined
  let listIndent: number | undefined
  const close = () => {
    if (open) open.requirement.text = shorten(plainText(open.texts.join('\n')), TEXT_LENGTH)
    open = undefined
  }
  for (const passage of passages) {
    if (list.length > REQUIREMENTS) break
    const definition = definedBy(passage)
    // In a list of lines that all begin like it, an id that was used before is used again.
    const next = open?.weak && open.passage.line + 1 === passage.line
    if (definition && (definition.strong || next || !seen.has(definition.id))) {
      close()
      seen.add(definition.id)
      const { start, end } = passage
      const requirement = { id: definition.id, text: '', start, end }
      open = {
        requirement,
        passage,
        texts: definition.rest === '' ? [] : [definition.rest],
        length: 0,
        weak: !definition.strong,
      }
      listIndent =
        passage.kind === 'item' ? Math.min(listIndent ?? passage.indent, passage.indent) : undefined
      list.push(requirement)
    } else if (open && belongs(passage, open)) {
      if (open.length < TEXT_LENGTH) open.texts.push(passage.text)
      open.length += passage.text.length
      open.requirement.end = passage.end
    } else {
      close()
      if (passage.kind !== 'item') listIndent = undefined
      else if (passage.indent === listIndent && !definition) unnamed.push(passage)
    }
  }
  close()
  return { list, counted: false, unnamed }
}

/** Requirements without ids: the list's items, the table's rows or the headings of the passages, counted from R-1. */
export function countRequirements(passages: Passage[]): Requirements {
  const stated = withoutExclusions(passages)
  const first = stated.find((passage) => passage.kind === 'item' || passage.kind === 'row')
  const kind = first?.kind ?? 'heading'
  const least = first?.indent ?? 0
  const list: Requirement[] = []
  for (const passage of stated) {
    if (list.length > REQUIREMENTS) break
    const last = list.at(-1)
    if (passage.kind === kind && passage.indent <= least) {
      const said = kind === 'row' ? rowText(passage, undefined) : passage.text
      const text = shorten(plainText(said), TEXT_LENGTH)
      if (text !== '') list.push({ id: `R-${list.length + 1}`, text, start: passage.start, end: passage.end })
    } else if (last && passage.kind === 'item' && kind === 'item') {
      last.end = passage.end
      last.text = shorten(`${last.text}\n${plainText(passage.text)}`, TEXT_LENGTH)
    }
  }
  return { list, counted: list.length > 0, unnamed: [] }
}

function definedBy(passage: Passage): Definition | undefined {
  if (passage.kind !== 'row') return definitionIn(passage.text)
  for (const [index, cell] of passage.cells.slice(0, 2).entries()) {
    const definition = definitionIn(cell)
    if (!definition) continue
    const others = rowText(passage, index)
    return {
      ...definition,
      rest: [definition.rest, others].filter((text) => text !== '').join(': '),
      strong: true,
    }
  }
  return undefined
}

/** Columns that classify a requirement and do not state it. */
const ASIDE =
  /^(?:#|no\.?|nr\.?|id|prio\w*|status|category|type|kind|moscow|source|tests?|verif\w+|validation|owner|phase|effort|component|objectives?|priorität|kategorie|typ|quelle|优先级|優先度|优先|类型|種別|分类|状态)$/

/** The cells that state the requirement; `idCell` is the index of the one that names it. */
function rowText({ cells, columns }: Passage, idCell: number | undefined): string {
  const stated = cells.filter(
    (cell, index) =>
      index !== idCell && !/^\d*$/.test(cell) && !ASIDE.test(plainText(columns[index] ?? '').toLowerCase()),
  )
  // Without a table's head only the next cell is sure to be the text.
  return (columns.length > 0 ? stated : stated.slice(0, 1)).join(': ')
}

function belongs(passage: Passage, { passage: head, texts }: Open): boolean {
  if (head.kind === 'row') return false
  if (head.kind === 'heading') {
    if (passage.kind !== 'heading') return true
    return passage.level > head.level && passage.level < BOLD_LEVEL
  }
  if (passage.kind === 'heading') return false
  if (passage.indent > head.indent || (passage.kind === 'item' && DETAIL.test(passage.text))) return true
  return head.kind === 'paragraph' && (passage.kind === 'item' || texts.length === 0)
}

/** Labels of what is said about a requirement in items beside it. */
const DETAIL =
  /^[*_]{0,3}(?:acceptance|priority|rationale|reason|source|verification|test|description|status|type|notes?|example)[^:：]{0,20}[:：]/i

const EXCLUSIONS = /out of scope|non-?goals|not included|assumptions|constraints|nicht enthalten|annahmen/i

/** Without what stands under headings that say what is not required. */
function withoutExclusions(passages: Passage[]): Passage[] {
  let excluded: number | undefined
  return passages.filter((passage) => {
    if (passage.kind === 'heading' && (excluded === undefined || passage.level <= excluded))
      excluded = EXCLUSIONS.test(passage.text) ? passage.level : undefined
    return excluded === undefined
  })
}
