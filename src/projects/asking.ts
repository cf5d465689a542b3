import {
  type Answer,
  type Asked,
  askedOf,
  parseAnswers,
  type Reply,
  withReply,
  withSkip,
} from '../planning/answers.ts'
import type { Missing } from '../planning/design.ts'
import { keyOf } from '../planning/questions/words.ts'
import { parseQuestions, type Questions } from '../planning/questions.ts'
import { foldRun } from '../runs/fold.ts'
import type { Journal } from '../runs/journal.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Documents } from '../store/documents.ts'
import type { Step, StepState } from './way.ts'
import type { Workshop } from './workshop.ts'

/** The questions about a brief, how each stands, and what else was said. */
export interface Interview {
  state: StepState
  why?: string
  run?: string
  /** A model is still writing them; those that are whole are here already. */
  isWriting: boolean
  asked: Asked[]
  /** The person wants no further questions. */
  skipsRest: boolean
  /** Answers to questions that are not asked any more; they count all the same. */
  earlier: Answer[]
  missing: Missing[]
}

export interface AskingParts {
  workshop: Workshop
  documents: Documents
  journal: Journal
}

/** There is no question of that number, or another one has taken its place. */
export class QuestionUnknown extends Error {
  override readonly name = 'QuestionUnknown'
}

/** All answers together are longer than a brief needs. */
export class AnswersTooLong extends Error {
  override readonly name = 'AnswersTooLong'
}

const MOST_BYTES = 64 * 1024

/** Puts a model's questions to a person and keeps what is answered. */
export class Asking {
  constructor(private readonly parts: AskingParts) {}

  /** Throws ProjectUnknown or StorageError. */
  async view(id: string): Promise<Interview> {
    const { newest, steps } = await this.parts.workshop.view(id)
    const step = steps.find(({ document }) => document === 'questions')
    const isWriting = step?.state === 'running' || step?.state === 'paused'
    const { questions, missing } = isWriting
      ? await this.soFar(step)
      : parseQuestions(newest.get('questions')?.text ?? 'No questions.')
    const answers = parseAnswers(newest.get('answers')?.text ?? '')
    const asked = askedOf({ questions }, answers)
    const known = new Set(questions.map(({ text }) => keyOf(text)))
    return {
      state: step?.state ?? 'ready',
      ...(step?.why === undefined ? {} : { why: step.why }),
      ...(step?.run === undefined ? {} : { run: step.run }),
      isWriting,
      asked,
      skipsRest: answers.skipsRest,
      earlier: answers.answers.filter(
        ({ question, kind }) => kind !== 'skipped' && !known.has(keyOf(question)),
      ),
      missing,
    }
  }

  /**
   * Keeps an answer to the question of that number. `text`: the question that was shown, where that is known, since others may
   * have been asked meanwhile. Throws QuestionUnknown, AnswersTooLong, RangeError (no such choice), ProjectUnknown or StorageError.
   */
  async reply(id: string, number: number, reply: Reply, text?: string): Promise<Interview> {
    const { asked } = await this.view(id)
    const question = asked.find((each) => each.question.number === number)?.question
    if (!question || (text !== undefined && keyOf(text) !== keyOf(question.text)))
      throw new QuestionUnknown(String(number))
    await amend(this.parts.documents, id, (answers) => withReply(answers, question, reply))
    return this.view(id)
  }

  /** Whether the person wants no (further) questions. Throws ProjectUnknown or StorageError. */
  async skipRest(id: string, skips: boolean): Promise<Interview> {
    await this.parts.workshop.view(id)
    await amend(this.parts.documents, id, (answers) => withSkip(answers, skips))
    return this.view(id)
  }

  /** What is written already, but for the last one, which may go on. */
  private async soFar(step: Step): Promise<Pick<Questions, 'questions' | 'missing'>> {
    const { text } = await foldRun(this.parts.journal, step.run ?? '')
    return { questions: parseQuestions(text).questions.slice(0, -1), missing: [] }
  }
}

/** Whoever asks to be asked wants to see the questions. */
export async function wishForQuestions(documents: Documents, id: string): Promise<void> {
  const text = documents.version(id, 'answers')?.text ?? ''
  if (parseAnswers(text).skipsRest) await amend(documents, id, (answers) => withSkip(answers, false))
}

const ATTEMPTS = 8

/** Two answers at one moment are both kept: a change is made upon what is there then. */
async function amend(documents: Documents, id: string, change: (answers: string) => string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const newest = documents.version(id, 'answers')
    const text = change(newest?.text ?? '')
    if (text === newest?.text) return
    if (Buffer.byteLength(text) > MOST_BYTES) throw new AnswersTooLong()
    try {
      await documents.add(
        id,
        { document: 'answers', text, author: 'person', standsOn: [] },
        newest?.number ?? 0,
      )
      return
    } catch (error) {
      if (!(error instanceof StoreConflict) || attempt === ATTEMPTS) throw error
    }
  }
}
