import { type FinishReason, ModelError, type ModelEvent, type Usage } from '../models/provider.ts'
import { addUsage, estimateTokens } from '../models/usage.ts'
import type { EventDraft } from './journal.ts'
import { retrying } from './run-messages.ts'
import { Seam } from './seam.ts'
import { WholeCharacters } from './surrogate.ts'

/** One answer of the model as it comes in: turned into events, joined to the text that is there already. */
export class Answer {
  finish: FinishReason | undefined
  /** What the model's server reported, or code has counted. */
  readonly usages: Usage[] = []
  /** Bytes that came, thinking included. */
  bytes = 0
  private readonly seam: Seam
  private readonly characters = new WholeCharacters()

  /** `text`: the document so far, which the model was asked to go on with. */
  constructor(text: string) {
    this.seam = new Seam(text)
  }

  /** What came together becomes what is written together. */
  take(batch: ModelEvent[]): EventDraft[] {
    const drafts: EventDraft[] = []
    let fresh = ''
    for (const event of batch) {
      if ('text' in event) this.bytes += Buffer.byteLength(event.text)
      if (event.type === 'text') fresh += this.seam.push(event.text)
      else if (event.type === 'retrying')
        drafts.push({ type: 'notice', data: retrying(event.attempt, event.waitMs) })
      else if (event.type === 'usage') this.usages.push(event.usage)
      else if (event.type === 'finish') this.finish = event.reason
    }
    return [...drafts, ...token(this.characters.push(fresh))]
  }

  /** What it has taken until now, by its server's word or else counted. `prompt`: what the question took, counted. */
  usage(prompt: Usage): Usage {
    if (this.usages.length > 0) return this.usages.reduce(addUsage)
    return { ...prompt, outputTokens: estimateTokens(this.bytes), estimated: true }
  }

  /** What was held back until it was clear that nothing more comes. */
  end(): EventDraft[] {
    return token(this.characters.push(this.seam.end()) + this.characters.end())
  }

  /** How it finished; call after `end`. Throws a ModelError for one that is not an answer. */
  get outcome(): FinishReason {
    if (this.seam.startedOver)
      throw new ModelError(
        'model_broke_off',
        'The model began the document anew instead of going on.',
        'The answer repeated the start of the text and never came past its end.',
        true,
      )
    if (!this.finish)
      throw new ModelError(
        'model_broke_off',
        'The model broke off.',
        'The answer ended without a finish reason.',
        true,
      )
    return this.finish
  }
}

const token = (content: string): EventDraft[] =>
  content === '' ? [] : [{ type: 'token', data: { content } }]
