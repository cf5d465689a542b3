/** What the descriptions of the API about projects have in common. */

export const text = (description?: string, more: object = {}) => ({ type: 'string', description, ...more })
export const list = (items: object) => ({ type: 'array', items })
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

export const answer = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
})

export const body = (schema: string) => ({
  required: true,
  content: {
    'application/json': { schema: ref(schema) },
    'application/x-www-form-urlencoded': { schema: ref(schema) },
  },
})

export const REFUSED = {
  '401': problem('No key and no session.'),
  '403': problem('The key is wrong, or another site has sent this.'),
}
export const UNKNOWN = { '404': problem('There is no such project, or no such document in it.') }
export const WRONG = {
  '400': problem('The body cannot be read.'),
  '413': problem('The body is larger than 256 KiB.'),
  '415': problem('The content is neither JSON nor a form.'),
  '422': problem('A field has to be changed; `errors` names each.'),
}
export const STORAGE = { '503': problem('The disk is full, or the server is ending; see Retry-After.') }

export const ID = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-v]{26}$' },
}
export const KEY = {
  name: 'key',
  in: 'path',
  required: true,
  description: '`brief`, `questions`, `answers`, `design`, `review`, `plan`, or `phase-1` and so on.',
  schema: { type: 'string' },
}

export const ZIP = { type: 'string', format: 'binary' }
