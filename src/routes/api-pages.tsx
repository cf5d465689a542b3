import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { ApiPage, type Field, type Operation } from '../../views/api-page.tsx'
import type { Parts } from '../parts.ts'
import { json } from './negotiate.ts'
import { EVENT_TYPES, openapiDocument } from './openapi.ts'
import { SCHEMAS } from './openapi-schemas.ts'
import { pageResponse } from './page-response.ts'
import { frameOf } from './visitor.tsx'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

interface Described {
  summary: string
  description?: string
  parameters?: { name: string; in: string; description?: string }[]
  responses: Record<string, { description?: string }>
}

/** Streams are described once, under Events, and not at each operation. */
const BRIEF = 240

function operationsOf(document: ReturnType<typeof openapiDocument>): Operation[] {
  const paths: [string, Partial<Record<(typeof METHODS)[number], Described>>][] = Object.entries(
    document.paths,
  )
  return paths.flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = item[method]
      if (!described) return []
      const { summary, description, parameters = [], responses } = described
      const short = (description ?? '').length > BRIEF ? undefined : description
      return [
        {
          method: method.toUpperCase(),
          path,
          summary,
          description: short,
          parameters,
          responses: Object.entries(responses),
        },
      ]
    }),
  )
}

function fieldsOf({ properties, required }: typeof SCHEMAS.DesignRequest): Field[] {
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    description: 'description' in property ? (property.description ?? '') : '',
  }))
}

/** The API's description: for programs, and as a page for people. It holds nothing that is not in the source. */
export const apiPages = (parts: Parts) => {
  const document = openapiDocument(parts.version)
  return new Elysia({ name: 'api-pages' })
    .get('/api/openapi.json', () => json(document))
    .get('/api', ({ request }) =>
      pageResponse(
        <ApiPage
          frame={frameOf(parts, request)}
          version={parts.version}
          address={parts.settings.PUBLIC_URL || new URL(request.url).origin}
          operations={operationsOf(document)}
          fields={fieldsOf(SCHEMAS.DesignRequest)}
          events={EVENT_TYPES}
        />,
      ),
    )
}
