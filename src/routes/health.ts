import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { json } from './negotiate.ts'

/** For load balancers, for deploys, and for a person who wonders. None of it holds what is a secret or a user's. */
export const health = (parts: Parts) => {
  const startedAt = parts.now()
  return new Elysia({ name: 'health' })
    .get('/livez', () => json({ live: true }))
    .get('/readyz', () => {
      const { ready, parts: states } = parts.readiness.state
      return json({ ready, ...states }, { status: ready ? 200 : 503 })
    })
    .get('/health', () => {
      const { ready, parts: states, freeBytes } = parts.readiness.state
      return json({
        status: ready ? 'well' : 'not ready',
        version: parts.version,
        colour: parts.role.colour,
        state: parts.role.state,
        upSeconds: Math.round((parts.now() - startedAt) / 1000),
        ...states,
        freeMegabytes: freeBytes === undefined ? undefined : Math.floor(freeBytes / 1024 / 1024),
        provider: parts.provider.name,
        liveRuns: parts.conductor.liveRuns,
        readers: parts.readers.count,
      })
    })
}
