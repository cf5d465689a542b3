/** The part of the API's description that is about writing a whole project. */

import { answer, body, ID, problem, REFUSED, ref, STORAGE, text, UNKNOWN, WRONG } from './openapi-words.ts'

const WALK = answer('The wish as it is kept now.', {
  type: 'object',
  properties: { walk: ref('Walk') },
})

export const WALK_PATHS = {
  '/api/projects/{id}/walk': {
    put: {
      operationId: 'writeAll',
      summary: 'Have all documents up to a goal written, one after another',
      description:
        'The wish is kept: it outlives the request, a restart and a crash, and nothing is begun twice for it. Phases are written side by side. It waits at open questions, at a cap, and where a document came to nothing; `why` says so. Asking again for the same changes nothing while it is going.',
      parameters: [ID],
      requestBody: body('Goal'),
      responses: { '202': WALK, ...REFUSED, ...UNKNOWN, ...WRONG, ...STORAGE },
    },
    delete: {
      operationId: 'writeNoMore',
      summary: 'Begin nothing more; what is being written goes on to its end',
      parameters: [ID],
      responses: {
        '200': WALK,
        ...REFUSED,
        ...UNKNOWN,
        '503': problem('The disk is full; see Retry-After.'),
      },
    },
  },
}

export const WALK_SCHEMAS = {
  Goal: {
    type: 'object',
    additionalProperties: false,
    properties: {
      until: text('The last that is to be written; `phases` where it is left out.', {
        enum: ['design', 'plan', 'phases'],
      }),
    },
  },
  Walk: {
    type: 'object',
    required: ['until', 'state', 'beganAt'],
    properties: {
      until: text(undefined, { enum: ['design', 'plan', 'phases'] }),
      state: text(undefined, { enum: ['going', 'done', 'called off'] }),
      why: text('What it waits for, where a person has to do something.'),
      beganAt: text(undefined, { format: 'date-time' }),
    },
  },
}
