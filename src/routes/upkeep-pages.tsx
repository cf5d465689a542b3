import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ProposalsPage } from '../../views/proposals-page.tsx'
import type { Parts } from '../parts.ts'
import { phaseOf, titleOf } from '../projects/document-keys.ts'
import { ProposalDecided, ProposalInConflict, type ProposalView } from '../projects/proposal-desk.ts'
import { StoreConflict } from '../store/conflict.ts'
import { ProjectUnknown } from '../store/projects.ts'
import { withLineFeeds } from './form-values.ts'
import { knownProject } from './known-project.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { Problem, problemOf } from './problem.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { readDecision } from './upkeep-request.ts'
import { admit, frameOf } from './visitor.tsx'

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
  const { project } = await parts.workshop.view(id)
  const problem = refused && problemOf(refused.error)
  if (problem?.code === 'internal') throw refused?.error
  const page = (
    <ProposalsPage
      frame={frameOf(parts, request)}
      project={project}
      proposals={parts.workshop.proposals.of(id).map((view) => ({ view, title: titleIn(view) }))}
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

/** Sections that are brought up to date, and proposals, as people see them. */
export const upkeepPages = (parts: Parts) => {
  const { upkeep, proposals } = parts.workshop
  return new Elysia({ name: 'upkeep-pages' })
    .post(
      '/projects/:id/documents/:key/update',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const facts = { model: '', requestId: requestIdOf(request), client: visitor.id }
        const runs = await upkeep.bringUpToDate(knownProject(id), key, facts)
        const [only] = runs
        return seeOther(runs.length === 1 && only ? `/runs/${only.run}` : `/projects/${id}`)
      },
      { parse: 'none' },
    )
    .post(
      '/projects/:id/documents/:key/keep',
      async ({ request, params: { id, key } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const { after } = await readFields(request)
        try {
          await upkeep.keep(knownProject(id), key, Number(after))
        } catch (error) {
          if (!(error instanceof StoreConflict)) throw error
          throw new Problem({
            status: 412,
            code: 'version_changed',
            detail: 'The document has changed meanwhile. Look at it again, then say that it holds.',
          })
        }
        return seeOther(`/projects/${id}`)
      },
      { parse: 'none' },
    )
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
