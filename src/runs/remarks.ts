import { Blocks } from '../markdown/blocks.ts'
import type { Finding, LintStream } from '../planning/lint.ts'
import type { EventDraft } from './journal.ts'

/**
 * What rules say of a document while it is written: each closed block is judged once, and what is found becomes an event
 * right behind the text that closed it.
 */
export class Remarks {
  private readonly blocks = new Blocks()
  private lint: LintStream | undefined
  /** Of the text that was there before, and not in the journal: the process died between the two. */
  private owed: Finding[] = []

  /**
   * `text`: the document so far; `known`: what the journal has of it, which is not said again. `failed` is told of a rule
   * that threw: no rule is worth the document, which goes on without remarks.
   */
  constructor(
    lint: LintStream | undefined,
    text: string,
    known: readonly Finding[],
    private readonly failed: (error: unknown) => void,
  ) {
    this.lint = lint
    const ids = new Set(known.map(({ id }) => id))
    this.owed = this.judge(() => this.blocks.push(text)).filter(({ id }) => !ids.has(id))
  }

  /** The drafts, each text followed by what is found in it. */
  beside(drafts: EventDraft[]): EventDraft[] {
    if (!this.lint) return drafts
    return drafts.flatMap((draft) => {
      if (draft.type !== 'token') return draft
      const { content } = draft.data as { content: string }
      return [draft, ...this.tell(this.judge(() => this.blocks.push(content)))]
    })
  }

  /** The document is whole: what is found in its last block. */
  end(): EventDraft[] {
    return this.tell(this.judge(() => this.blocks.end()))
  }

  private tell(found: Finding[]): EventDraft[] {
    return [...this.owed.splice(0), ...found].map((finding) => ({ type: 'finding', data: finding }))
  }

  private judge(close: () => ReturnType<Blocks['push']>): Finding[] {
    const { lint } = this
    if (!lint) return []
    try {
      return close().flatMap((block) => lint.block(block))
    } catch (error) {
      this.lint = undefined
      this.failed(error)
      return []
    }
  }
}
