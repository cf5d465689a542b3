import type { Message } from '../models/provider.ts'
import { type Design, type DesignRequest, parseDesign } from '../planning/design.ts'
import { continueMessages, designMessages } from '../planning/prompts.ts'

/** What the conductor needs to know of a kind of document. */
export interface Stage {
  messages(input: DesignRequest): Message[]
  /** Asks the model to go on behind `text`, which is its own. */
  continueMessages(input: DesignRequest, text: string): Message[]
  parse(text: string): Design
}

export const STAGES: Record<'design', Stage> = {
  design: { messages: designMessages, continueMessages, parse: parseDesign },
}
