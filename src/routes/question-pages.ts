import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { Asking } from '../projects/asking.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { answerProblem, questionNumber, readAnswer, readSkip } from './answer-request.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { overviewPage } from './overview.tsx'
import { Problem } from './problem.ts'
import { readFields } from './request-body.ts'
import { admit } from './visitor.tsx'

/** What a page's form says: own words count instead of the choice, which is always sent. */
function fromForm({ choice, own, skip, question }: Record<string, unknown>): Record<string, unknown> {
  const given = question === undefined ? {} : { question }
  if (skip !== undefined) return { skip, ...given }
  if (typeof own === 'string' && own.trim() !== '') return { own, ...given }
  return choice === undefined ? given : { choice, ...given }
}

/** People do not know the fields' names. */
function inWords(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const [fault] = error.details.errors ?? []
  if (fault?.field === 'choice')
    return new Problem({ ...error.details, detail: 'Choose one of the answers, or write your own.' })
  return fault?.field === 'own'
    ? new Problem({ ...error.details, detail: `Your answer ${fault.message}.` })
    : error
}

/** Answers that a person gives on a project's page. */
export const questionPages = (parts: Parts) => {
  const asking = new Asking(parts)
  return new Elysia({ name: 'question-pages' })
    .post(
      '/projects/:id/answers/:number',
      async ({ request, params: { id, number } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        parts.projects.get(knownProject(id))
        const fields = withLineFeeds(await readFields(request))
        try {
          const { reply, question } = readAnswer(fromForm(fields))
          await asking.reply(id, questionNumber(number), reply, question)
          return seeOther(`/projects/${id}#questions-title`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          const own = typeof fields.own === 'string' ? fields.own : ''
          return overviewPage(parts, request, id, inWords(answerProblem(error)), {
            number: Number(number),
            own,
          })
        }
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/answers',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        parts.projects.get(knownProject(id))
        const { skipsRest } = await readFields(request)
        try {
          await asking.skipRest(id, readSkip({ skipsRest }))
          return seeOther(`/projects/${id}#questions-title`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          return overviewPage(parts, request, id, error)
        }
      },
      { parse: 'none' },
    )
}
