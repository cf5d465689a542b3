import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { portionsOf } from '../planning/portions.ts'
import type { ProposalView } from '../projects/proposal-desk.ts'
import { DocumentUnknown } from '../projects/refusals.ts'
import type { UpkeepRun } from '../projects/upkeep.ts'
import type { Version } from '../store/documents.ts'
import { requireClient } from './guard.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { knownProject } from './known-project.ts'
import { json } from './negotiate.ts'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { readDecision, readRevisionAsked } from './upkeep-request.ts'
import { expectedVersion, versionConflict } from './version-match.ts'

const asJson = ({ merge, ...proposal }: ProposalView) => ({ ...proposal, conflicts: merge.conflicts })

const factsOf = ({ text: _, sections: __, ...facts }: Version) => facts

const started = (runs: UpkeepRun[], created = runs.some((run) => run.created)) =>
  json({ runs, created }, { status: 202 })

/** What keeps documents true to what they stand on: sections that are written anew, and proposals. */
export const upkeepApi = (parts: Parts) => {
  const { upkeep, proposals } = parts.workshop
  return new Elysia({ name: 'upkeep-api' })
    .get('/api/projects/:id/documents/:key/sections', async ({ request, params: { id, key } }) => {
      requireClient(parts, request)
      const { newest, steps } = await parts.workshop.view(knownProject(id))
      const version = newest.get(key)
      if (!version) throw new DocumentUnknown(key)
      const stale = new Map(
        steps
          .find(({ document }) => document === key)
          ?.stale?.map((section) => [section.key, section.reasons]),
      )
      const sections = portionsOf(key, version.text).map((portion) => ({
        ...portion,
        standsOn: version.sections?.[portion.key] ?? [],
        stale: stale.get(portion.key) ?? [],
      }))
      return json({ version: version.number, sections })
    })
    .post(
      '/api/projects/:id/documents/:key/update',
      async ({ request, params: { id, key } }) => {
        const client = requireClient(parts, request)
        const facts = { model: '', requestId: requestIdOf(request), client: client.id }
        return started(await upkeep.bringUpToDate(knownProject(id), key, facts, idempotencyKey(request)))
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/documents/:key/revise',
      async ({ request, params: { id, key } }) => {
        const client = requireClient(parts, request)
        const facts = { model: '', requestId: requestIdOf(request), client: client.id }
        const { section, reason, proposal } = readRevisionAsked(await readFields(request))
        const wish = { request: idempotencyKey(request), waits: proposal }
        const run = await upkeep.revise(knownProject(id), key, section, { reasons: [reason] }, facts, wish)
        return started([run])
      },
      { parse: 'none' },
    )
    .post(
      '/api/projects/:id/documents/:key/keep',
      async ({ request, params: { id, key } }) => {
        requireClient(parts, request)
        const after = expectedVersion(request)
        const version = await upkeep.keep(knownProject(id), key, after).catch((error: unknown) => {
          const newest = parts.documents.version(id, key)
          throw versionConflict(error, newest, newest?.text ?? '')
        })
        return json({ version: factsOf(version) }, { headers: { etag: `"${version.number}"` } })
      },
      { parse: 'none' },
    )
    .get('/api/projects/:id/proposals', async ({ request, params: { id }, query: { all } }) => {
      requireClient(parts, request)
      await parts.workshop.view(knownProject(id))
      return json({ proposals: proposals.of(id, all === 'true').map(asJson) })
    })
    .get('/api/projects/:id/proposals/:run', async ({ request, params: { id, run } }) => {
      requireClient(parts, request)
      await parts.workshop.view(knownProject(id))
      return json(asJson(proposals.get(id, run)))
    })
    .post(
      '/api/projects/:id/proposals/:run',
      async ({ request, params: { id, run } }) => {
        requireClient(parts, request)
        await parts.workshop.view(knownProject(id))
        const { decision, ...taking } = readDecision(await readFields(request))
        if (decision === 'leave') {
          await proposals.leave(id, run)
          return json({ proposal: asJson(proposals.get(id, run)) })
        }
        const version = await proposals.take(id, run, taking)
        return json({ proposal: asJson(proposals.get(id, run)), version: factsOf(version) })
      },
      { parse: 'none' },
    )
}
