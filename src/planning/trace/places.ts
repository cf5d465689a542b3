import type { Place } from '../lint/finding.ts'
import { type Reference, referencesIn } from './mentions.ts'

/** Where in a document ids are named, to be asked for parts of it. */
export class Places {
  readonly all: Reference[]
  readonly #document: string
  readonly #of = new Map<string, Reference[]>()

  constructor(document: string, markdown: string) {
    this.#document = document
    this.all = referencesIn(markdown)
    for (const mention of this.all) {
      const list = this.#of.get(mention.id)
      if (list) list.push(mention)
      else this.#of.set(mention.id, [mention])
    }
  }

  /** The first mention of the id between two offsets; the whole part where only a range, or a number alone, means it. */
  of(id: string, start: number, end: number): Place {
    const list = this.#of.get(id) ?? []
    const found = list[firstFrom(list, start)]
    return found && found.end <= end ? this.place(found.start, found.end) : this.place(start, end)
  }

  place(start: number, end: number, section?: string): Place {
    return section === undefined
      ? { document: this.#document, start, end }
      : { document: this.#document, start, end, section }
  }
}

function firstFrom(list: Reference[], offset: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}
