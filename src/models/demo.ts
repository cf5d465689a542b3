import { readArbiterRequest } from '../planning/arbiter-prompt.ts'
import { writeOneOf, writeRestOfOne } from '../planning/demo/arbiter.ts'
import { draftDesign, draftPlan } from '../planning/demo/draft.ts'
import { writePhase, writeRestOfPhase } from '../planning/demo/phase.ts'
import { writeQuestions } from '../planning/demo/questions.ts'
import { writeRestOfReview, writeReview } from '../planning/demo/review.ts'
import { writeRestOfRevision, writeRevision } from '../planning/demo/revision.ts'
import { Variation } from '../planning/demo/variation.ts'
import {
  readDesignRequest,
  readPhaseRequest,
  readPlanRequest,
  readQuestionsRequest,
  readReviewRequest,
  readRevisionRequest,
} from '../planning/prompts.ts'
import { cutIntoTokens } from './demo-tokens.ts'
import type { ConnectionTest, Message, ModelEvent, ModelInfo, ModelRequest, Provider } from './provider.ts'
import { pause, systemTimers, type Timers } from './timers.ts'
import { estimateUsage } from './usage.ts'

export interface DemoOptions {
  /** On average, over each answer. */
  tokensPerSecond: number
  /** Milliseconds until the first token. */
  firstTokenMs?: number
  timers?: Timers
}

const NAME = 'demo'
const FIRST_TOKEN_MS = 300

/** Writes designs by rules: no key, no network, no model. Any model's name will do; temperature changes the order of things. */
export function createDemo(options: DemoOptions): Provider {
  const { tokensPerSecond, firstTokenMs = FIRST_TOKEN_MS, timers = systemTimers } = options
  return {
    name: NAME,
    stream: (request, signal) => write(request, signal, { tokensPerSecond, firstTokenMs, timers }),
    async models(signal: AbortSignal): Promise<ModelInfo[]> {
      signal.throwIfAborted()
      return [{ id: NAME, ownedBy: 'devussy-web' }]
    },
    async defaultModel(signal: AbortSignal): Promise<string> {
      signal.throwIfAborted()
      return NAME
    },
    async test(model: string, signal: AbortSignal): Promise<ConnectionTest> {
      signal.throwIfAborted()
      return { ok: true, model: model || NAME, milliseconds: 0 }
    },
  }
}

async function* write(
  request: ModelRequest,
  signal: AbortSignal,
  { tokensPerSecond, firstTokenMs, timers }: Required<DemoOptions>,
): AsyncGenerator<ModelEvent[]> {
  signal.throwIfAborted()
  const start = timers.now() + firstTokenMs
  const all = cutIntoTokens(answer(request.messages, request.temperature))
  const tokens = all.slice(0, request.maxOutputTokens)
  const due = dueTimes(tokens, tokensPerSecond)
  let written = 0
  let bytes = 0
  while (written < tokens.length) {
    // Each token's time is counted from the start: a late timer makes the next batch larger, never the text slower.
    await pause(Math.max(0, start + (due[written] ?? 0) - timers.now()), signal, timers)
    const elapsed = timers.now() - start
    const from = written
    do written += 1
    while (written < tokens.length && (due[written] ?? 0) <= elapsed)
    const text = tokens.slice(from, written).join('')
    bytes += Buffer.byteLength(text)
    yield [{ type: 'text', text }]
    signal.throwIfAborted()
  }
  yield [
    { type: 'usage', usage: estimateUsage(request.messages, bytes) },
    { type: 'finish', reason: tokens.length < all.length ? 'length' : 'stop' },
  ]
}

const NO_ANSWER =
  'The demo model writes project designs, reviews, plans and phases by rules and has no answer to anything else.\n'

function answer(messages: readonly Message[], temperature?: number): string {
  for (const { role, content } of messages) {
    if (role !== 'user') continue
    const kept = messages.findLast((message) => message.role === 'assistant')?.content ?? ''
    const written = writeFor(content, kept, temperature)
    if (written !== undefined) return written
  }
  return NO_ANSWER
}

/** The document that a message asks for, or what is missing behind `kept`; nothing where it asks for none. */
function writeFor(message: string, kept: string, temperature?: number): string | undefined {
  // It holds all that the drafts were asked for with.
  const arbiter = readArbiterRequest(message)
  if (arbiter) return kept === '' ? writeOneOf(arbiter) : writeRestOfOne(arbiter, kept)
  const design = readDesignRequest(message)
  if (design) return draftDesign(design, temperature, kept)
  const questions = readQuestionsRequest(message)
  if (questions) {
    const whole = writeQuestions(questions)
    return whole.startsWith(kept) ? whole.slice(kept.length) : ''
  }
  const plan = readPlanRequest(message)
  if (plan) return draftPlan(plan, temperature, kept)
  const phase = readPhaseRequest(message)
  if (phase) return kept === '' ? writePhase(phase) : writeRestOfPhase(phase, kept)
  const review = readReviewRequest(message)
  if (review) return kept === '' ? writeReview(review) : writeRestOfReview(review, kept)
  const revision = readRevisionRequest(message)
  if (revision) return kept === '' ? writeRevision(revision) : writeRestOfRevision(revision, kept)
  return undefined
}

/** Milliseconds after the first token; uneven like a model's, the same for the same text, and on average as asked for. */
function dueTimes(tokens: readonly string[], tokensPerSecond: number): number[] {
  const variation = new Variation(tokens.join(''))
  let at = 0
  const places = tokens.map((token) => {
    const place = at
    at += (token.endsWith('\n') ? 1.5 : 0.5) + variation.next()
    return place
  })
  const scale = at === 0 ? 0 : ((tokens.length / tokensPerSecond) * 1000) / at
  return places.map((place) => place * scale)
}
