import { COST_SCHEMAS } from './openapi-costs.ts'
import { COUNCIL_PATHS, COUNCIL_SCHEMAS } from './openapi-councils.ts'
import { EXPORT_PATHS, EXPORT_SCHEMAS } from './openapi-exports.ts'
import { PROJECT_PATHS, PROJECT_SCHEMAS } from './openapi-projects.ts'
import { QUESTION_PATHS, QUESTION_SCHEMAS } from './openapi-questions.ts'
import { REVIEW_PATHS, REVIEW_SCHEMAS } from './openapi-review.ts'
import { SCHEMAS } from './openapi-schemas.ts'
import { UPKEEP_PATHS, UPKEEP_SCHEMAS } from './openapi-upkeep.ts'
import { WALK_PATHS, WALK_SCHEMAS } from './openapi-walk.ts'

/**
 * The API as OpenAPI 3.1, written by hand: it says what the readers in this folder accept and what the routes answer. A
 * test holds its paths against the app's routes and its examples against the real answers.
 */

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const answer = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const stream = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: { type: 'string' } } },
})

const REFUSED = {
  '401': problem('No key and no session.'),
  '403': problem('The key is wrong, or another site has sent this.'),
}

const UNKNOWN = {
  '404': problem('There is no such run.'),
  '500': problem('What was kept of the run is damaged, and was set aside for the operator.'),
}

const BUSY = {
  '429': problem('As many runs or readers as allowed; see Retry-After.'),
  '503': problem('The disk is full, or the server is ending; see Retry-After.'),
}

const STARTING = {
  ...REFUSED,
  '400': problem('The body cannot be read.'),
  '409': problem('The Idempotency-Key was used for another request.'),
  '413': problem('The body is larger than 256 KiB.'),
  '415': problem('The content is neither JSON nor a form.'),
  '422': problem('A field has to be changed; `errors` names each.'),
  '429': problem(
    'As many runs wait for their turn, or as many streams are open, as allowed; see Retry-After.',
  ),
  '503': problem('The disk is full, or the server is ending.'),
}

const ID = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-v]{26}$' },
}

const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Any text of 1 to 255 printable characters. The same key with the same body finds the same run: a request that is sent again costs nothing.',
  schema: { type: 'string', maxLength: 255 },
}

const AFTER = [
  {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The number of the last event you have seen; the stream goes on behind it.',
    schema: { type: 'integer', minimum: 0 },
  },
  {
    name: 'after',
    in: 'query',
    description: 'The same, where a header cannot be set.',
    schema: { type: 'integer', minimum: 0 },
  },
]

const BODY = {
  required: true,
  content: {
    'application/json': { schema: ref('DesignRequest') },
    'application/x-www-form-urlencoded': { schema: ref('DesignRequest') },
  },
}

export const EVENT_TYPES = [
  ['run', '`{run}`: number 1, sent at once, before the model has answered.'],
  ['token', '`{content}`: text to append, as it came.'],
  [
    'finding',
    '`{id, rule, severity, place, message, suggestion?}`: what a rule has found in a block that has just been closed; comes right behind the `token` that closed it.',
  ],
  [
    'notice',
    '`{kind, message}`. `continued` carries `keep`: cut your text to so many UTF-16 code units, then append what follows. `queued` carries `place`: the run waits for its turn, 1 is the next; `started` says that it has come.',
  ],
  ['done', '`{run, design, usage, finishReason}`: the one end, the document is whole.'],
  ['stopped', '`{run, design?, usage, code?, message?}`: the one end, somebody or a limit stopped it.'],
  ['failed', '`{run, code, message}`: the one end, the model has not answered.'],
  ['interrupted', '`{run, code, message}`, without a number: the run stands still. Continue goes on.'],
  ['reset', '`{}`, without a number: throw away what you have, everything follows from 1.'],
] as const

const STREAM_TEXT = `Server-sent events; each has \`id\` (its number), \`event\` (its type) and \`data\` (JSON):\n\n${EVENT_TYPES.map(([type, text]) => `- \`${type}\`: ${text}`).join('\n')}\n\nA comment line comes every 10 s of silence. A stream that closes without an end or \`interrupted\` was cut: read on from your last number.`

export const openapiDocument = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'devussy-web',
    version,
    description:
      'From a project idea to documents that a coding agent can work from, streamed. A run belongs to the server: leaving does not end it, and any number of readers can follow it, from any event on.',
  },
  security: [{ key: [] }, { bearer: [] }],
  paths: {
    '/api/design/stream': {
      post: {
        operationId: 'streamDesign',
        summary: 'Start a project design and stream it',
        description: STREAM_TEXT,
        parameters: [IDEMPOTENCY, ...AFTER],
        requestBody: BODY,
        responses: {
          '200': stream('The run, event by event; `Location` is its address.'),
          '204': { description: 'The run of this Idempotency-Key has ended and you have seen its end.' },
          ...STARTING,
        },
      },
    },
    '/api/design': {
      post: {
        operationId: 'writeDesign',
        summary: 'Start a project design and wait for it',
        description:
          'The same run, answered once. It goes on if you leave; the same Idempotency-Key finds it again.',
        parameters: [IDEMPOTENCY],
        requestBody: BODY,
        responses: {
          '200': answer('It has ended: `done`, or `stopped` with what there is.', ref('WholeAnswer')),
          ...STARTING,
          '502': problem('The model refused, or broke off; `run` and `text` hold what there is.'),
        },
      },
    },
    '/api/runs': {
      get: {
        operationId: 'listRuns',
        summary: 'The newest runs',
        responses: {
          '200': answer('At most 100, the newest first.', {
            type: 'object',
            properties: { runs: { type: 'array', items: ref('Run') } },
          }),
          ...REFUSED,
        },
      },
    },
    '/api/runs/{id}': {
      parameters: [ID],
      get: {
        operationId: 'getRun',
        summary: 'A run and its text so far',
        responses: { '200': answer('As it stands now.', ref('RunState')), ...REFUSED, ...UNKNOWN },
      },
      delete: {
        operationId: 'deleteRun',
        summary: 'Forget a run',
        description: 'A live one is stopped first. Nothing of it is kept.',
        responses: { '204': { description: 'It is gone.' }, ...REFUSED, ...UNKNOWN },
      },
    },
    '/api/runs/{id}/events': {
      parameters: [ID],
      get: {
        operationId: 'followRun',
        summary: "Follow a run's events",
        description: STREAM_TEXT,
        parameters: AFTER,
        responses: {
          '200': stream('What follows your number, then what comes.'),
          '204': { description: 'The run has ended and you have seen its end.' },
          '422': problem('Last-Event-ID or after is no number.'),
          '429': problem('You read as many streams as one client may; see Retry-After.'),
          ...REFUSED,
          ...UNKNOWN,
        },
      },
    },
    '/api/runs/{id}/stop': {
      parameters: [ID],
      post: {
        operationId: 'stopRun',
        summary: 'End a run now and keep what there is',
        responses: {
          '200': answer('As it stands now.', ref('RunState')),
          '409': problem('It has ended already.'),
          ...REFUSED,
          ...UNKNOWN,
        },
      },
    },
    '/api/runs/{id}/continue': {
      parameters: [ID],
      post: {
        operationId: 'continueRun',
        summary: 'Go on with a run that stands still',
        description:
          'From the last whole block, in the same run, with the next number. A run that is being written is left alone.',
        responses: {
          '202': answer('It goes on.', ref('RunState')),
          '409': problem('It has ended.'),
          ...BUSY,
          '429': problem('As many runs as allowed wait for their turn; see Retry-After.'),
          ...REFUSED,
          ...UNKNOWN,
        },
      },
    },
    ...PROJECT_PATHS,
    ...QUESTION_PATHS,
    ...UPKEEP_PATHS,
    ...WALK_PATHS,
    ...REVIEW_PATHS,
    ...COUNCIL_PATHS,
    ...EXPORT_PATHS,
    '/api/models': {
      get: {
        operationId: 'listModels',
        summary: "What the model's server offers",
        responses: {
          '200': answer('Models that can be asked for.', {
            type: 'object',
            properties: {
              provider: { type: 'string', enum: ['openai', 'demo'] },
              default: { type: 'string', description: 'Empty: the first sensible one.' },
              models: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { id: { type: 'string' }, ownedBy: { type: 'string' } },
                },
              },
            },
          }),
          '502': problem("The model's server does not answer as it should."),
          ...REFUSED,
        },
      },
    },
    '/api/models/test': {
      post: {
        operationId: 'testModel',
        summary: "Test the connection to the model's server",
        parameters: [{ name: 'model', in: 'query', schema: { type: 'string' } }],
        responses: {
          '200': answer('`ok` tells; `message` and `hint` say what to do where it is false.', {
            type: 'object',
            properties: {
              ok: { type: 'boolean' },
              model: { type: 'string' },
              milliseconds: { type: 'number' },
              code: { type: 'string' },
              message: { type: 'string' },
              hint: { type: 'string' },
            },
          }),
          ...REFUSED,
        },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Streaming-Proxy-Key' },
      bearer: { type: 'http', scheme: 'bearer' },
    },
    schemas: {
      ...SCHEMAS,
      ...PROJECT_SCHEMAS,
      ...QUESTION_SCHEMAS,
      ...UPKEEP_SCHEMAS,
      ...WALK_SCHEMAS,
      ...COUNCIL_SCHEMAS,
      ...REVIEW_SCHEMAS,
      ...EXPORT_SCHEMAS,
      ...COST_SCHEMAS,
    },
  },
})
