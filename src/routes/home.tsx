import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { FormValues } from '../../views/form-field.tsx'
import { HomePage, type HomePageProps } from '../../views/home-page.tsx'
import { Trouble } from '../../views/run-parts.tsx'
import { ModelError } from '../models/provider.ts'
import type { Parts } from '../parts.ts'
import { foundOnce } from '../projects/founding.ts'
import { isSecure } from './cookies.ts'
import { bodyHash } from './design-api.ts'
import {
  choiceCookies,
  EXAMPLE,
  freshValues,
  newIntent,
  typedValues,
  valuesFrom,
  withLineFeeds,
} from './form-values.ts'
import { readHomeOrder } from './home-order.ts'
import { designModel } from './models-api.ts'
import { seeOther, wantsPage } from './negotiate.ts'
import { pageResponse } from './page-response.ts'
import { Problem, problemOf } from './problem.ts'
import { recentAsked, recentPage, recentPart } from './recent.tsx'
import { readFields } from './request-body.ts'
import { requestIdOf } from './request-id.ts'
import { admit, frameOf, isPart } from './visitor.tsx'

/** A model's server that says nothing must not keep a page waiting. */
const PATIENCE_MS = 10_000

type Said = Pick<HomePageProps, 'errors' | 'remark'>

function homePage(
  parts: Parts,
  request: Request,
  values: FormValues,
  said: Said = {},
  status = 200,
): Response {
  const asked = recentAsked(request)
  const page = (
    <HomePage
      frame={frameOf(parts, request)}
      values={values}
      errors={said.errors}
      remark={said.remark}
      provider={parts.provider.name}
      recent={recentPage(parts, asked)}
      {...asked}
      example={{ ...EXAMPLE, intent: newIntent(parts) }}
      now={parts.now()}
    />
  )
  return pageResponse(page, { status })
}

/** The form again, with what has to be changed and all that was typed. Throws what nobody foresaw. */
function refused(parts: Parts, request: Request, values: FormValues, error: unknown): Response {
  const { code, status, detail, errors } = problemOf(error)
  if (code === 'internal') throw error
  const remark = errors ? undefined : ({ kind: 'error', text: detail } as const)
  return homePage(parts, request, values, { errors, remark }, status)
}

/** The form as it was sent. One that cannot be read is answered by the returned page, with a form to start again. */
async function readForm(parts: Parts, request: Request): Promise<Record<string, unknown> | Response> {
  try {
    return withLineFeeds(await readFields(request))
  } catch (error) {
    if (!(error instanceof Problem) || !wantsPage(request)) throw error
    const problem = new Problem({ ...error.details, errors: undefined })
    return refused(parts, request, freshValues(parts, request), problem)
  }
}

/**
 * Begins what the form asks for; gives the address where it can be seen. One form sent twice is one run, or one project; a
 * form that was changed in between is another.
 */
async function begin(
  parts: Parts,
  request: Request,
  client: string,
  fields: Record<string, unknown>,
  sent: string,
): Promise<string> {
  const { what, order } = readHomeOrder(fields, requestIdOf(request))
  const body = bodyHash(order)
  const key = `form:${sent}:${body}`
  if (what === 'design')
    return `/runs/${(await parts.conductor.start({ ...order, client }, { client, key, body })).id}`
  const { projectName: name, requirements: brief, languages, frameworks, apis } = order.input
  const id = await foundOnce(parts, `${client} ${key}`, {
    name,
    brief,
    wishes: { languages, frameworks, apis },
  })
  // Whoever comes back to the form does not begin again what has been called off since.
  if (!parts.workshop.walkOf(id)) await parts.workshop.walk(id, 'phases', client)
  await parts.walker.look()
  return `/projects/${id}`
}

async function testConnection(parts: Parts, request: Request, model: string): Promise<string> {
  const signal = AbortSignal.any([request.signal, parts.ending])
  const answer = await parts.provider.test(model || designModel(parts), signal)
  return answer.ok
    ? `It works: ${answer.model} answered in ${Math.round(answer.milliseconds)} ms.`
    : `${answer.message} ${answer.hint}`
}

async function modelOptions(parts: Parts, request: Request): Promise<JSX.Element> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    const models = await parts.provider.models(signal)
    return (
      <>
        {models.map(({ id }) => (
          <option value={Html.escapeHtml(id)}></option>
        ))}
      </>
    )
  } catch (error) {
    if (!(error instanceof ModelError || signal.aborted)) throw error
    const why =
      error instanceof ModelError ? error.message : 'The model’s server has not answered within 10 s.'
    return <Trouble target="#connection" text={`The list of models is not there. ${why}`} />
  }
}

/** The start page: the form, what becomes of it, and the list of runs. */
export const home = (parts: Parts) =>
  new Elysia({ name: 'home' })
    .get('/', async ({ request }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const from = new URL(request.url).searchParams.get('from')
      try {
        const values = from === null ? freshValues(parts, request) : await valuesFrom(parts, request, from)
        return homePage(parts, request, values)
      } catch (error) {
        return refused(parts, request, freshValues(parts, request), error)
      }
    })
    .post(
      '/runs',
      async ({ request, server }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const fields = await readForm(parts, request)
        if (fields instanceof Response) return fields
        const values = typedValues(parts, request, fields)
        try {
          const place = await begin(parts, request, visitor.id, fields, values.intent)
          const headers = new Headers({ location: place, 'cache-control': 'no-store' })
          for (const cookie of choiceCookies(values, isSecure(parts, request, server)))
            headers.append('set-cookie', cookie)
          return new Response(null, { status: 303, headers })
        } catch (error) {
          return refused(parts, request, values, error)
        }
      },
      { parse: 'none' },
    )
    .get('/recent', async ({ request }) => {
      const visitor = admit(parts, request)
      if (visitor instanceof Response) return visitor
      const { search } = new URL(request.url)
      return isPart(request) ? pageResponse(await recentPart(parts, request)) : seeOther(`/${search}`)
    })
    .get('/models-list', async ({ request }) => {
      const visitor = admit(parts, request)
      return visitor instanceof Response ? visitor : pageResponse(await modelOptions(parts, request))
    })
    .post(
      '/models-test',
      async ({ request }) => {
        const visitor = admit(parts, request)
        if (visitor instanceof Response) return visitor
        const fields = await readForm(parts, request)
        if (fields instanceof Response) return fields
        const values = typedValues(parts, request, fields)
        const text = await testConnection(parts, request, values.model.trim())
        if (isPart(request)) return pageResponse(Html.escapeHtml(text))
        return homePage(parts, request, values, { remark: { kind: 'answer', text } })
      },
      { parse: 'none' },
    )
