import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { DeletePage } from '../../views/confirm-page.tsx'
import type { Shell } from '../../views/project-shell.tsx'
import { RunPage } from '../../views/run-page.tsx'
import { Resumed, Trouble } from '../../views/run-parts.tsx'
import type { Parts } from '../parts.ts'
import { foundOnDesign } from '../projects/founding.ts'
import { RunEnded } from '../runs/conductor.ts'
import { foldRun } from '../runs/fold.ts'
import { JournalDamaged, RunUnknown } from '../runs/journal.ts'
import { RUN_ID } from '../runs/run.ts'
import { attachment } from './attachment.ts'
import { wantsStream } from './form-values.ts'
import { seeOther } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { problemOf } from './problem.ts'
import { panelTitle } from './project-frames.tsx'
import { shellOf } from './project-shell.ts'
import { recentPart } from './recent.tsx'
import { readFields } from './request-body.ts'
import { factsOf, holdManuscript } from './run-view.ts'
import { admit, frameOf, isPart } from './visitor.tsx'

/** The document that it writes is marked, though another page is read. */
const runShell = (shell: Shell): Shell => ({ ...shell, rail: { ...shell.rail, isRun: true } })

async function runPage(parts: Parts, request: Request, id: string): Promise<Response> {
  const manuscript = await holdManuscript(parts, id)
  try {
    const facts = factsOf(parts, manuscript.sheet)
    const stream = wantsStream(parts, request)
    const order = await parts.journal.order(id)
    const frame = frameOf(parts, request)
    const link = parts.stageRuns.get(id)
    const view = link && (await parts.workshop.view(link.project))
    const shell = view && runShell(shellOf(parts, request, view, link.document))
    const document = link && panelTitle(link, [])
    return pageResponse(
      <RunPage frame={frame} facts={facts} order={order} stream={stream} shell={shell} document={document} />,
    )
  } finally {
    manuscript.release()
  }
}

async function deletePage(parts: Parts, request: Request, id: string): Promise<Response> {
  let name = 'This design'
  try {
    name = (await foldRun(parts.journal, id)).run.name
  } catch (error) {
    // A damaged run has to be deletable too.
    const listed = (error instanceof RunUnknown && parts.runs.has(id)) || error instanceof JournalDamaged
    if (!listed) throw error
  }
  return pageResponse(<DeletePage frame={frameOf(parts, request)} id={id} name={name} />)
}

/** What a form of the run's page gets when it did not work: a sentence beside the state. Throws what nobody foresaw. */
function troubleAnswer(error: unknown): Response {
  const { code, status, detail } = problemOf(error)
  if (code === 'internal') throw error
  return pageResponse(<Trouble target="#trouble" text={detail} />, { status })
}

/** Does something to a run for a form; one that has ended meanwhile is what was wanted, or shows itself. */
async function change(
  request: Request,
  id: string,
  act: (id: string) => Promise<void>,
): Promise<Response | undefined> {
  if (!RUN_ID.test(id)) throw new RunUnknown()
  try {
    await act(id)
  } catch (error) {
    if (error instanceof RunEnded) return undefined
    if (isPart(request)) return troubleAnswer(error)
    throw error
  }
  return undefined
}

/** A run's own page, and what can be done there. */
export const runPages = (parts: Parts) =>
  new Elysia({ name: 'run-pages' })
    .get('/runs', () => seeOther('/'))
    .get('/runs/:id', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : runPage(parts, request, id)
    })
    .get('/runs/:id/download', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      if (!RUN_ID.test(id)) throw new RunUnknown()
      const { text, run } = await foldRun(parts.journal, id)
      return new Response(text, {
        headers: {
          'content-type': 'text/markdown; charset=utf-8',
          'content-disposition': attachment(run.name, run.stage),
          'cache-control': 'private, no-cache',
          'x-content-type-options': 'nosniff',
        },
      })
    })
    .post(
      '/runs/:id/stop',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const trouble = await change(request, id, (run) => parts.conductor.stop(run))
        if (trouble) return trouble
        return isPart(request) ? new Response(null, { status: 204 }) : seeOther(`/runs/${id}`)
      },
      { parse: 'none' },
    )
    .post(
      '/runs/:id/continue',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const trouble = await change(request, id, (run) => parts.conductor.continue(run))
        if (trouble) return trouble
        if (!isPart(request)) return seeOther(`/runs/${id}`)
        const { after } = await readFields(request)
        return pageResponse(<Resumed id={id} after={/^\d{1,15}$/.test(String(after)) ? Number(after) : 0} />)
      },
      { parse: 'none' },
    )
    .post(
      '/runs/:id/project',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        if (!RUN_ID.test(id)) throw new RunUnknown()
        return seeOther(`/projects/${await foundOnDesign(parts, id)}`)
      },
      { parse: 'none' },
    )
    .get('/runs/:id/delete', async ({ request, params: { id } }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      if (!RUN_ID.test(id)) throw new RunUnknown()
      return deletePage(parts, request, id)
    })
    .post(
      '/runs/:id/delete',
      async ({ request, params: { id } }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        if (!RUN_ID.test(id)) throw new RunUnknown()
        // What it has taken for its project stays counted.
        await parts.workshop.gatherRun(id)
        await parts.conductor.forget(id).catch((error: unknown) => {
          // Deleted by another tab: what was wanted.
          if (!(error instanceof RunUnknown)) throw error
        })
        if (!isPart(request)) return seeOther('/')
        return pageResponse(await recentPart(parts, request))
      },
      { parse: 'none' },
    )
