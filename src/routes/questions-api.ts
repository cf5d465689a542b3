import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { Asking, type Interview } from '../projects/asking.ts'
import { answerProblem, questionNumber, readAnswer, readSkip } from './answer-request.ts'
import { requireClient } from './guard.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { readFields } from './request-body.ts'

function asJson({ state, why, run, isWriting, asked, skipsRest, earlier, missing }: Interview) {
  const count = (of: string) => asked.filter((each) => each.state === of).length
  return {
    state,
    why,
    run,
    isWriting,
    questions: asked.map(({ question, state, answer }) => ({
      number: question.number,
      question: question.text,
      topic: question.topic,
      why: question.why,
      choices: question.choices.map(({ text, kind }, at) => ({ number: at + 1, text, kind })),
      recommended: question.recommended === undefined ? undefined : question.recommended + 1,
      state,
      answer: answer && { kind: answer.kind, text: answer.text },
    })),
    open: count('open'),
    answered: count('answered'),
    skipped: count('skipped'),
    skipsRest,
    earlier,
    missing,
  }
}

const refuse = (error: unknown): never => {
  throw answerProblem(error)
}

/** Questions about a brief, and what is answered. */
export const questionsApi = (parts: Parts) => {
  const asking = new Asking(parts)
  return new Elysia({ name: 'questions-api' })
    .get('/api/projects/:id/questions', async ({ request, params: { id } }) => {
      requireClient(parts, request)
      return json(asJson(await asking.view(knownProject(id))))
    })
    .put(
      '/api/projects/:id/answers/:number',
      async ({ request, params: { id, number } }) => {
        requireClient(parts, request)
        parts.projects.get(knownProject(id))
        const { reply, question } = readAnswer(await readFields(request))
        return json(
          asJson(
            await (async () => asking.reply(id, questionNumber(number), reply, question))().catch(refuse),
          ),
        )
      },
      { parse: 'none' },
    )
    .put(
      '/api/projects/:id/answers',
      async ({ request, params: { id } }) => {
        requireClient(parts, request)
        parts.projects.get(knownProject(id))
        return json(asJson(await asking.skipRest(id, readSkip(await readFields(request)))))
      },
      { parse: 'none' },
    )
}
