import type { Message } from '../models/provider.ts'
import { arbiterMessages, continueArbiterMessages } from '../planning/arbiter-prompt.ts'
import { sourcesOfDrafts } from '../planning/arbiter-request.ts'
import { type Design, parseDesign } from '../planning/design.ts'
import { LintStream } from '../planning/lint.ts'
import { type PhasePlan, parsePhasePlan } from '../planning/phase-plan.ts'
import { type Plan, parsePlan } from '../planning/plan.ts'
import {
  continueMessages,
  continuePhaseMessages,
  continuePlanMessages,
  continueQuestionsMessages,
  continueReviewMessages,
  continueRevisionMessages,
  designMessages,
  phaseMessages,
  planMessages,
  questionsMessages,
  reviewMessages,
  revisionMessages,
} from '../planning/prompts.ts'
import { parseQuestions, type Questions } from '../planning/questions.ts'
import { parseReview, type Review } from '../planning/review.ts'
import { type Revision, readRevision } from '../planning/revision.ts'
import type { Order } from './run.ts'

/** A document taken apart: which of them is there says what kind it is. */
export interface Parsed {
  design?: Design
  plan?: Plan
  questions?: Questions
  phase?: PhasePlan
  review?: Review
  /** One section of a document, written anew. */
  revision?: Revision
}

/** What the conductor needs to know of the document that an order asks for. */
export interface Stage {
  messages(): Message[]
  /** Asks the model to go on behind `text`, which is its own. */
  continueMessages(text: string): Message[]
  parse(text: string): Parsed
  /** Judges the document while it is written; absent where no rules are for it. */
  lint?(): LintStream
}

export function stageOf(order: Order): Stage {
  switch (order.stage) {
    case 'design':
      return {
        messages: () => designMessages(order.input),
        continueMessages: (text) => continueMessages(order.input, text),
        parse: (text) => ({ design: parseDesign(text) }),
        lint: () => new LintStream('design', { texts: { brief: order.input.requirements } }),
      }
    case 'questions':
      return {
        messages: () => questionsMessages(order.input),
        continueMessages: (text) => continueQuestionsMessages(order.input, text),
        parse: (text) => ({ questions: parseQuestions(text) }),
      }
    case 'plan':
      return {
        messages: () => planMessages(order.input),
        continueMessages: (text) => continuePlanMessages(order.input, text),
        parse: (text) => ({ plan: parsePlan(text) }),
        lint: () => {
          const { brief, design } = order.input
          return new LintStream('plan', { texts: { brief, design } })
        },
      }
    case 'phase':
      return {
        messages: () => phaseMessages(order.input),
        continueMessages: (text) => continuePhaseMessages(order.input, text),
        parse: (text) => ({ phase: parsePhasePlan(text, order.input.phase) }),
        lint: () => {
          const { design, plan, phase } = order.input
          return new LintStream(`phase-${phase}`, { texts: { design, plan } })
        },
      }
    case 'arbiter': {
      const { input } = order
      return {
        messages: () => arbiterMessages(input),
        continueMessages: (text) => continueArbiterMessages(input, text),
        parse: (text) =>
          input.document === 'design' ? { design: parseDesign(text) } : { plan: parsePlan(text) },
        lint: () => new LintStream(input.document, { texts: sourcesOfDrafts(input) }),
      }
    }
    case 'review':
      return {
        messages: () => reviewMessages(order.input),
        continueMessages: (text) => continueReviewMessages(order.input, text),
        parse: (text) => ({ review: parseReview(text, order.input) }),
      }
    case 'revision':
      return {
        messages: () => revisionMessages(order.input),
        continueMessages: (text) => continueRevisionMessages(order.input, text),
        parse: (text) => ({ revision: readRevision(order.input, text) }),
      }
  }
}
