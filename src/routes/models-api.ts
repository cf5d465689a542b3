import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { modelFor } from '../settings.ts'
import { requireClient } from './guard.ts'
import { json } from './negotiate.ts'
import { Problem } from './problem.ts'

/** A model's server that says nothing must not keep a page waiting. */
const PATIENCE_MS = 10_000

/** The model that designs are written with when none is named; empty where the provider decides. */
export const designModel = ({ settings }: Parts): string => modelFor(settings, 'design')

/** What the model's server offers; says when it does not answer. */
export const modelsApi = (parts: Parts) =>
  new Elysia({ name: 'models-api' })
    .get('/api/models', async ({ request }) => {
      requireClient(parts, request)
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)])
      const models = await parts.provider.models(signal).catch((error: unknown) => {
        if (!signal.aborted || request.signal.aborted) throw error
        throw new Problem({
          status: 502,
          code: 'model_silent',
          detail: "The model's server has not answered within 10 s.",
        })
      })
      return json({ provider: parts.provider.name, default: designModel(parts), models })
    })
    .post(
      '/api/models/test',
      async ({ request }) => {
        requireClient(parts, request)
        const model = new URL(request.url).searchParams.get('model') ?? designModel(parts)
        return json(await parts.provider.test(model, request.signal))
      },
      { parse: 'none' },
    )
