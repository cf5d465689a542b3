import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ProposalsPage } from '../../views/proposals-page.tsx'
import type { Parts } from '../parts.ts'
import { phaseOf, titleOf } from '../projects/document-keys.ts'
import { ProposalDecided, ProposalInConflict, type ProposalView } from '../projects/proposal-desk.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { shellOf } from './project-shell.ts'
import { readFields } from './request-body.ts'
import { readDecision } from './upkeep-request.ts'
import { admit } from './visitor.tsx'

const titleIn = ({ document, section }: ProposalView): string =>
  section === undefined
    ? titleOf(document)
    : `${titleOf(document)}: ${phaseOf(section) === undefined ? section : titleOf(section)}`

async function proposalsPage(
  parts: Parts,
  request: Request,
  id: string,
  refused?: { error: unknown; typed?: { run: string; text: string } },
): Promise<Response> {
  const view = await parts.workshop.view(id)
  const problem = refused && problemOf(refused.error)
  if (problem?.code === 'internal') throw refused?.error
  const page = (
    <ProposalsPage
      shell={shellOf(parts, request, view)}
      proposals={parts.workshop.proposals.of(id).map((proposal) => ({
        view: proposal,
        title: titleIn(proposal),
      }))}
      remark={refused && remarkOf(refused.error, problem?.detail)}
      typed={refused?.typed}
    />
  )
  return pageResponse(page, { status: problem?.status ?? 200 })
}

const remarkOf = (error: unknown, detail: string | undefined): string | undefined =>
  error instanceof ProposalInConflict
    ? 'The document has changed in the same place meanwhile. Both sides are shown below: say which counts.'
    : detail

/** What a form of the page means. Throws a Problem (422). */
function decisionOf({ take, text }: Record<string, unknown>) {
  if (text !== undefined) return readDecision({ decision: 'take', text })
  if (take === 'leave') return readDecision({ decision: 'leave' })
  return readDecision({ decision: 'take', ...(take === 'whole' ? {} : { conflicts: take }) })
}

/** Proposals, as people see them. */
export const upkeepPages = (parts: Parts) => {
  const { proposals } = parts.workshop
  return new Elysia({ name: 'upkeep-pages' })
    .get('/projects/:id/proposals', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : proposalsPage(parts, request, knownProject(id))
    })
    .post(
      '/projects/:id/proposals',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { decision } = readDecision(await readFields(request))
        await parts.workshop.view(knownProject(id))
        // One that comes into conflict by taking the one before stays.
        for (const { run } of proposals.of(id)) {
          if (decision === 'leave') await proposals.leave(id, run)
          else
            await proposals.take(id, run).catch((error: unknown) => {
              if (!(error instanceof ProposalInConflict) && !(error instanceof ProposalDecided)) throw error
            })
        }
        return seeOther(`/projects/${id}${proposals.of(id).length > 0 ? '/proposals' : ''}`)
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/proposals/:run',
      async ({ request, params: { id, run } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const fields = withLineFeeds(await readFields(request))
        await parts.workshop.view(knownProject(id))
        try {
          const { decision, ...taking } = decisionOf(fields)
          if (decision === 'leave') await proposals.leave(id, run)
          else await proposals.take(id, run, taking)
          return seeOther(`/projects/${id}${proposals.of(id).length > 0 ? '/proposals' : ''}`)
        } catch (error) {
          if (error instanceof ProjectUnknown) throw error
          const typed = typeof fields.text === 'string' ? { run, text: fields.text } : undefined
          return proposalsPage(parts, request, id, { error, typed })
        }
      },
      { parse: 'none' },
    )
}
