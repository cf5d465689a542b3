import { splitLabel } from './inline.ts'
import type { Passage } from './passages.ts'

/** One thing that a part lists: an item with what is nested in it, a row, or a heading with its text. */
export interface Entry {
  head: Passage
  body: Passage[]
  /** The heading above it; empty where there is none. */
  group: string
}

/** What is beyond them is not read. */
const ENTRIES = 300

/** `isDetail` names the labels (`Mitigation`, `Reason`) whose passages say something of the entry before. */
export function entriesIn(passages: Passage[], isDetail: (label: string) => boolean): Entry[] {
  const entries: Entry[] = []
  let group = ''
  let open: Entry | undefined
  /** A heading: an entry by itself if text follows, the name of a group if a list does. */
  let waiting: Entry | undefined
  const settle = () => {
    if (waiting && waiting.body.length > 0) entries.push(waiting)
    waiting = undefined
  }
  for (const passage of passages) {
    if (entries.length >= ENTRIES) break
    const detail = isDetail(splitLabel(passage.text)[0].toLowerCase())
    if (passage.kind === 'heading' && !detail) {
      settle()
      group = passage.text
      waiting = { head: passage, body: [], group: '' }
      open = undefined
    } else if (open && (detail || (passage.kind !== 'row' && passage.indent > open.head.indent))) {
      open.body.push(passage)
    } else if (waiting && (detail || passage.kind === 'paragraph' || waiting.body.some(isItem))) {
      waiting.body.push(passage)
    } else {
      // A sentence between the heading and its list introduces the list.
      waiting = undefined
      open = { head: passage, body: [], group }
      entries.push(open)
    }
  }
  settle()
  const lists = entries.filter(({ head }) => head.kind !== 'paragraph')
  return lists.length > 0 ? lists : entries
}

const isItem = (passage: Passage) => passage.kind === 'item'

/** The cell of the first of the columns whose name fits. */
export function cellOf({ cells, columns }: Passage, name: RegExp): string | undefined {
  const index = columns.findIndex((column) => name.test(column))
  return index < 0 ? undefined : cells[index]
}
