/** The part of the API's description that is about findings, and what is corrected by them. */

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

const LOOP = answer('The wish as it is kept now; nothing where there was none.', {
  type: 'object',
  properties: { correction: ref('Correction') },
})

export const REVIEW_PATHS = {
  '/api/projects/{id}/corrections': {
    parameters: [ID],
    post: {
      operationId: 'correctFindings',
      summary: 'Have findings corrected: each section that they concern is written anew',
      description:
        'A run a section; what it writes is a proposal, to be taken or left. Sections that are being written already, or are proposed, keep their runs, whatever the key. Takes an `Idempotency-Key`.',
      requestBody: body('CorrectionWish'),
      responses: {
        '202': answer(
          'The runs that write, and what no section can be written anew for.',
          ref('CorrectionRuns'),
        ),
        '409': problem(
          'There is no such document yet, a cap is reached, or the `Idempotency-Key` was used for something else.',
        ),
        '429': problem('Too many runs at once.'),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/correction-loop': {
    parameters: [ID],
    get: {
      operationId: 'getCorrectionLoop',
      summary: 'How far the correction in rounds has come',
      responses: { '200': LOOP, ...REFUSED, ...UNKNOWN },
    },
    put: {
      operationId: 'correctInRounds',
      summary: 'Have a document corrected until nothing heavy is left, in at most three rounds',
      description:
        'A round has the sections with errors and warnings written anew, takes what came of them, and weighs again (error 10, warning 3, hint 1). Each has to lower the weight; else its edits are put back, and it ends. The wish outlives the request, a restart and a crash, and nothing is paid for twice. Where a cap is reached in the middle of a round, what is whole is taken and weighed, and it ends with what the cap says. One that is going on stays as it is.',
      requestBody: body('CorrectionLoopWish'),
      responses: {
        '202': LOOP,
        '409': problem('There is no such document yet.'),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
    delete: {
      operationId: 'correctNoMore',
      summary: 'Begin nothing more and take nothing more; what is being written becomes proposals',
      responses: { '200': LOOP, ...REFUSED, ...UNKNOWN, ...STORAGE },
    },
  },
}

export const REVIEW_SCHEMAS = {
  Finding: {
    type: 'object',
    properties: {
      id: text('The same as long as the words that it is about stay.'),
      rule: text('`review` of a model’s.'),
      by: text('A model in its review; absent where a rule has found it.', { enum: ['model'] }),
      severity: text(undefined, { enum: ['error', 'warning', 'hint'] }),
      place: {
        type: 'object',
        description: 'UTF-16 code units of the document.',
        properties: {
          document: text(),
          start: { type: 'integer' },
          end: { type: 'integer' },
          section: text(),
        },
      },
      message: text(),
      suggestion: text(),
    },
  },
  CorrectionWish: {
    type: 'object',
    required: ['document'],
    additionalProperties: false,
    properties: {
      document: text('`design`, `plan`, or `phase-1` and so on.'),
      findings: {
        ...list(text('Id of a finding in that document.')),
        maxItems: 200,
        description: 'All errors and warnings of the document where it is left out.',
      },
    },
    example: { document: 'design' },
  },
  CorrectionRuns: {
    type: 'object',
    required: ['runs', 'beside', 'created'],
    properties: {
      runs: list({
        type: 'object',
        required: ['run', 'section', 'findings', 'created'],
        properties: {
          run: text(),
          section: text('Key of the section that it writes.'),
          findings: list(text('What it is to mend.')),
          created: { type: 'boolean', description: 'False: it was there already.' },
        },
      }),
      beside: list({ type: 'object', properties: { finding: text(), why: text() } }),
      created: { type: 'boolean', description: 'Whether any was started.' },
    },
  },
  CorrectionLoopWish: {
    type: 'object',
    additionalProperties: false,
    properties: {
      document: text('`design` where it is left out.'),
      review: {
        type: 'boolean',
        default: false,
        description: 'Whether each round begins with a review by a model.',
      },
    },
  },
  Correction: {
    type: 'object',
    required: ['document', 'review', 'state', 'beganAt', 'rounds'],
    properties: {
      document: text(),
      review: { type: 'boolean' },
      state: text('`done`: nothing heavy is left. `ended`: it came no further; `why` says so.', {
        enum: ['going', 'done', 'ended', 'called off'],
      }),
      why: text('Why it is over, or what it waits for.'),
      beganAt: text(undefined, { format: 'date-time' }),
      rounds: list({
        type: 'object',
        properties: {
          number: { type: 'integer', minimum: 1 },
          before: { type: 'integer', description: 'Weight of what was found before it.' },
          after: { type: 'integer', description: 'The same behind it; absent while it goes on.' },
          review: text('The run of its review.'),
          undone: { type: 'boolean', description: 'Its edits were put back.' },
          capped: text(
            'What the cap says that kept it from being written to its end; begin again once there is room.',
          ),
          edits: list({
            type: 'object',
            properties: {
              section: text(),
              findings: list(text()),
              run: text(),
              lost: text('Why nothing of it came into the document.'),
            },
          }),
        },
      }),
    },
  },
}
