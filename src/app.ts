import { staticPlugin } from '@elysiajs/static'
import { Elysia } from 'elysia'
import type { Parts } from './parts.ts'
import { apiPages } from './routes/api-pages.tsx'
import { correctionsApi } from './routes/corrections-api.ts'
import { corsHeaders, preflight } from './routes/cors.ts'
import { councilsApi } from './routes/councils-api.ts'
import { designApi } from './routes/design-api.ts'
import { designImport } from './routes/design-import.tsx'
import { answerError } from './routes/error-answer.tsx'
import { exportsApi } from './routes/exports-api.ts'
import { health } from './routes/health.ts'
import { signInWithForm } from './routes/held-form.tsx'
import { asPage } from './routes/json-page.tsx'
import { ASSET_HEADERS, keptAssets } from './routes/kept-assets.ts'
import { keysChoice } from './routes/keys-choice.ts'
import { modelsApi } from './routes/models-api.ts'
import { noSuchPlace } from './routes/no-such-place.ts'
import { pages } from './routes/pages.tsx'
import { Problem } from './routes/problem.ts'
import { projectImport } from './routes/project-import.tsx'
import { projectView } from './routes/project-view.ts'
import { projectsApi } from './routes/projects-api.ts'
import { questionsApi } from './routes/questions-api.ts'
import { bodyTooLarge, maxBody } from './routes/request-body.ts'
import { requestIdOf } from './routes/request-id.ts'
import { runView } from './routes/run-view.ts'
import { runsApi } from './routes/runs-api.ts'
import { signIn } from './routes/sign-in.tsx'
import { upkeepApi } from './routes/upkeep-api.ts'
import { isTurnedAway } from './routes/visitor.tsx'
import { walkApi } from './routes/walk-api.ts'

const addressUnreadable = () =>
  new Problem({
    status: 400,
    code: 'host_invalid',
    detail: 'The Host header is no host name. Send the name or address of this server.',
    errors: [{ field: 'host', message: 'is no host name' }],
  })

const isApi = (request: Request) => new URL(request.url).pathname.startsWith('/api/')

/** Puts the routes together. What is true of every answer stands here: its request id, its errors, its log line. */
export async function createApp(parts: Parts) {
  const assets = await staticPlugin({
    assets: parts.assets.folder,
    prefix: parts.assets.base,
    alwaysStatic: true,
    // Its ETag has no quotes, which makes it no ETag; the hash in the path does the same better.
    etag: false,
    indexHTML: false,
    // They are served as `assets.scripts` has them.
    ignorePatterns: [/\/public\/[^/]+\.js$/],
    silent: true,
    headers: ASSET_HEADERS,
  })
  const startedAt = new WeakMap<Request, number>()
  const app = new Elysia({ nativeStaticResponse: false, normalize: false })
    .onRequest(({ request, set }) => {
      startedAt.set(request, performance.now())
      set.headers['x-request-id'] = requestIdOf(request)
      // Bun makes the address of the Host header, whatever that holds.
      if (!URL.canParse(request.url)) throw addressUnreadable()
      // Whoever asks again should find the next process, and not wait at this one's door.
      if (parts.readiness.isDraining || parts.role.isRetiring) set.headers.connection = 'close'
      if (isApi(request)) {
        Object.assign(set.headers, corsHeaders(parts, request))
        if (request.method === 'OPTIONS') return preflight(parts, request)
      }
      // Read from the header: a body that Bun refuses by itself is a connection that breaks, without an answer.
      if (Number(request.headers.get('content-length')) > maxBody(request)) throw bodyTooLarge(request)
      return undefined
    })
    .onError(({ error, code, request, set }) => {
      const answer = answerError(
        parts,
        request,
        code === 'NOT_FOUND' ? noSuchPlace(app.routes, request) : error,
      )
      set.status = answer.status
      return answer
    })
    .onAfterHandle(({ request, responseValue }) =>
      isTurnedAway(responseValue) ? signInWithForm(parts, request) : asPage(parts, request, responseValue),
    )
    .onAfterResponse(({ request, set, responseValue, route }) => {
      const status = responseValue instanceof Response ? responseValue.status : set.status
      const ms = Math.round((performance.now() - (startedAt.get(request) ?? performance.now())) * 10) / 10
      // The route's pattern and not the path: a path can hold a one-time code.
      const line = {
        requestId: requestIdOf(request),
        method: request.method,
        route: route || 'none',
        status,
        ms,
      }
      parts.log.debug(line, 'request')
    })
    .use(assets)
    .use(keptAssets(parts))
    .use(health(parts))
    .use(designApi(parts))
    .use(runsApi(parts))
    .use(projectsApi(parts))
    .use(questionsApi(parts))
    .use(upkeepApi(parts))
    .use(exportsApi(parts))
    .use(designImport(parts))
    .use(projectImport(parts))
    .use(walkApi(parts))
    .use(correctionsApi(parts))
    .use(councilsApi(parts))
    .use(modelsApi(parts))
    .use(apiPages(parts))
    .use(signIn(parts))
    .use(keysChoice(parts))
    .use(runView(parts))
    .use(projectView(parts))
    .use(pages(parts))
  return app
}
