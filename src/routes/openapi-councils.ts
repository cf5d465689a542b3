/** The part of the API's description that is about several drafts of one document. */

import {
  answer,
  body,
  ID,
  list,
  problem,
  REFUSED,
  ref,
  STORAGE,
  text,
  UNKNOWN,
  WRONG,
} from './openapi-words.ts'

const COUNCIL = {
  name: 'council',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-v]{26}$' },
}
const ONE = answer('The council as it stands now.', {
  type: 'object',
  properties: { council: ref('Council'), created: { type: 'boolean' } },
})
const range = { type: 'object', properties: { least: { type: 'number' }, most: { type: 'number' } } }

export const COUNCIL_PATHS = {
  '/api/projects/{id}/councils': {
    get: {
      operationId: 'listCouncils',
      summary: 'The councils of a project, the newest first',
      parameters: [ID],
      responses: {
        '200': answer('Without the texts of drafts.', {
          type: 'object',
          properties: { councils: list(ref('Council')) },
        }),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
    post: {
      operationId: 'beginCouncil',
      summary:
        'Have two to five drafts of the design or the plan written side by side, and one document of them',
      description:
        'Each draft is a run; when all of them have come to rest and at least two are whole, the arbiter’s run writes the next version. One whole draft alone becomes the version; without any the council fails and says why. It outlives the request, a restart and a crash, and no run of it is begun twice. Asking again while one is going for the same document gives that one.',
      parameters: [
        ID,
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same key and request give the same council, also when it is over.',
          schema: { type: 'string' },
        },
      ],
      requestBody: body('CouncilWish'),
      responses: {
        '202': ONE,
        ...REFUSED,
        ...UNKNOWN,
        '409': problem(
          'The document cannot be written now (`stage_blocked`), all of it together would pass a cap (`price_cap`, `price_unknown`), or the key was used for another request.',
        ),
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/councils/expect': {
    post: {
      operationId: 'expectCouncil',
      summary: 'What such a council is expected to take, drafts and arbiter together; nothing is begun',
      parameters: [ID],
      requestBody: body('CouncilWish'),
      responses: {
        '200': answer('`expected` is null where the document cannot be written now.', {
          type: 'object',
          properties: {
            currency: text(),
            expected: {
              type: ['object', 'null'],
              properties: {
                models: list(text('Of each draft, then of the arbiter; empty: what the server picks.')),
                tokens: range,
                price: { ...range, description: 'Absent where the price of one of them is not known.' },
              },
            },
          },
        }),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
      },
    },
  },
  '/api/projects/{id}/councils/{council}': {
    get: {
      operationId: 'getCouncil',
      summary: 'One council, with the texts of the drafts that are whole',
      parameters: [ID, COUNCIL],
      responses: { '200': ONE, ...REFUSED, ...UNKNOWN },
    },
  },
  '/api/projects/{id}/councils/{council}/stop': {
    post: {
      operationId: 'stopCouncil',
      summary: 'End what is being written for it; what was written is kept',
      parameters: [ID, COUNCIL],
      responses: { '200': ONE, ...REFUSED, ...UNKNOWN, ...STORAGE },
    },
  },
  '/api/projects/{id}/councils/{council}/again': {
    post: {
      operationId: 'askArbiterAgain',
      summary: 'Ask the arbiter again that came to nothing; no draft is written or paid for again',
      description: 'Sent again it asks once: `arbiter` names the run that came to nothing.',
      parameters: [ID, COUNCIL],
      requestBody: body('ArbiterRepeated'),
      responses: {
        '202': ONE,
        ...REFUSED,
        ...UNKNOWN,
        '409': problem(
          'The drafts have come to a document, it is being written, a proposal of it waits (`stage_blocked`), or a cap is in the way (`price_cap`, `price_unknown`).',
        ),
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/councils/{council}/take': {
    post: {
      operationId: 'takeDraft',
      summary: 'Make the next version of one draft; what is still being written is ended',
      parameters: [ID, COUNCIL],
      requestBody: body('DraftTaken'),
      responses: {
        '200': answer('The version that was made of it; the same again gives the same.', {
          type: 'object',
          properties: { version: { type: 'object' }, council: ref('Council') },
        }),
        ...REFUSED,
        ...UNKNOWN,
        '409': problem('That draft is not whole.'),
        ...WRONG,
        ...STORAGE,
      },
    },
  },
}

const temper = {
  model: text('As the model’s server knows it; the usual one where it is left out.'),
  temperature: {
    type: 'number',
    minimum: 0,
    maximum: 2,
    description: 'A model that refuses it writes with its own.',
  },
}

export const COUNCIL_SCHEMAS = {
  CouncilWish: {
    type: 'object',
    additionalProperties: false,
    required: ['document', 'drafts'],
    properties: {
      document: text(undefined, { enum: ['design', 'plan'] }),
      drafts: {
        description: 'How many, then with temperatures that differ; or what each is written by.',
        oneOf: [
          { type: 'integer', minimum: 2, maximum: 5 },
          {
            type: 'array',
            minItems: 2,
            maxItems: 5,
            items: { type: 'object', additionalProperties: false, properties: temper },
          },
        ],
      },
      maxTokens: { type: 'integer', minimum: 1, description: 'Cap of each of its runs.' },
      maxPrice: { type: 'number', minimum: 0, description: 'Cap of each of its runs.' },
    },
  },
  DraftTaken: {
    type: 'object',
    additionalProperties: false,
    required: ['draft'],
    properties: { draft: { type: 'integer', minimum: 1, maximum: 5 } },
  },
  ArbiterRepeated: {
    type: 'object',
    additionalProperties: false,
    required: ['arbiter'],
    properties: { arbiter: text('The run that `repeatable` names.') },
  },
  Council: {
    type: 'object',
    required: ['id', 'document', 'state', 'beganAt', 'drafts'],
    properties: {
      id: text(),
      document: text(undefined, { enum: ['design', 'plan'] }),
      state: text(undefined, { enum: ['going', 'stopping', 'done', 'failed', 'stopped'] }),
      why: text('What it waits for, or what has become of it.'),
      beganAt: text(undefined, { format: 'date-time' }),
      drafts: list({
        type: 'object',
        required: ['number', 'status'],
        properties: {
          number: { type: 'integer' },
          ...temper,
          run: text('The run that writes it, once it has begun.'),
          status: text('`waiting`: not begun; `deleted`: its run was deleted before it was whole.', {
            enum: [
              'waiting',
              'queued',
              'asking',
              'writing',
              'interrupted',
              'done',
              'stopped',
              'failed',
              'deleted',
            ],
          }),
          message: text('Why it came to nothing, or stands still.'),
          text: text('What it has written, where one council is asked for.'),
          readable: { type: 'boolean', description: 'Whether that can be read as such a document.' },
          version: { type: 'integer', description: 'The version that was made of it.' },
        },
      }),
      arbiter: {
        type: 'object',
        properties: { run: text(), status: text(), message: text() },
      },
      repeatable: text('The arbiter’s run, where it came to nothing and can be asked again.'),
    },
  },
}
