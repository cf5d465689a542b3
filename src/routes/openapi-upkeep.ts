/** The part of the API's description that is about sections that are written anew, and proposals. */

import {
  answer,
  body,
  ID,
  KEY,
  list,
  problem,
  REFUSED,
  ref,
  STORAGE,
  text,
  UNKNOWN,
  WRONG,
} from './openapi-words.ts'

const RUN = {
  name: 'run',
  in: 'path',
  required: true,
  description: 'Of the run that made it.',
  schema: { type: 'string' },
}
const STARTED = answer('The runs that write; each is read at `/api/runs/{run}/events`.', ref('UpkeepRuns'))

export const UPKEEP_PATHS = {
  '/api/projects/{id}/documents/{key}/sections': {
    parameters: [ID, KEY],
    get: {
      operationId: 'listSections',
      summary:
        'The sections of a document: where each stands, what it stands on, whether it is out of date and why',
      responses: { '200': answer('In the order of the text.', ref('Sections')), ...REFUSED, ...UNKNOWN },
    },
  },
  '/api/projects/{id}/documents/{key}/update': {
    parameters: [ID, KEY],
    post: {
      operationId: 'bringUpToDate',
      summary: 'Have what is out of date in a document written anew, and nothing else',
      description:
        'A run a section, side by side; all other sections stay as they are, to the byte. Where most of a document is out of date, or it has no sections, it is one run for the whole. Takes an `Idempotency-Key`.',
      responses: {
        '202': STARTED,
        '409': problem('There is no such document yet, or a cap is reached.'),
        '429': problem('Too many runs at once.'),
        ...REFUSED,
        ...UNKNOWN,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/documents/{key}/revise': {
    parameters: [ID, KEY],
    post: {
      operationId: 'reviseSection',
      summary: 'Have one section written anew for a reason of yours',
      requestBody: body('RevisionWish'),
      responses: {
        '202': STARTED,
        '409': problem('A cap is reached.'),
        '429': problem('Too many runs at once.'),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/documents/{key}/keep': {
    parameters: [ID, KEY],
    post: {
      operationId: 'keepDocument',
      summary: 'Say that a document holds as it is, although what it stands on has changed',
      description:
        'Makes a version with the same text. `If-Match` names the version that you have looked at.',
      responses: {
        '200': answer('The version that was made.', {
          type: 'object',
          properties: { version: ref('VersionFacts') },
        }),
        '412': problem('There is a newer version.'),
        '428': problem('`If-Match` is missing.'),
        ...REFUSED,
        ...UNKNOWN,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/proposals': {
    parameters: [ID],
    get: {
      operationId: 'listProposals',
      summary: 'What runs have written and nobody has taken or left yet',
      parameters: [
        {
          name: 'all',
          in: 'query',
          description: '`true`: those that are decided too.',
          schema: { type: 'boolean' },
        },
      ],
      responses: {
        '200': answer('The oldest first.', {
          type: 'object',
          properties: { proposals: list(ref('Proposal')) },
        }),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/proposals/{run}': {
    parameters: [ID, RUN],
    get: {
      operationId: 'getProposal',
      summary: 'A proposal beside the document as it is now',
      responses: {
        '200': answer('Both texts, and what they make together.', ref('Proposal')),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
    post: {
      operationId: 'decideProposal',
      summary: 'Take a proposal or leave it',
      requestBody: body('ProposalDecision'),
      responses: {
        '200': answer('Done; `version` is the one that was made.', {
          type: 'object',
          properties: { proposal: ref('Proposal'), version: ref('VersionFacts') },
        }),
        '409': problem(
          'It was decided before, or both sides have changed the same place: `conflicts` holds those places.',
        ),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
}

const conflicts = list({
  type: 'object',
  description: 'A place that both sides have changed.',
  properties: { mine: text(), base: text(), theirs: text() },
})

export const UPKEEP_SCHEMAS = {
  UpkeepRuns: {
    type: 'object',
    required: ['runs', 'created'],
    properties: {
      runs: list({
        type: 'object',
        required: ['run', 'created'],
        properties: {
          run: text(),
          section: text('Key of the section that it writes; absent where it writes the whole document.'),
          created: { type: 'boolean', description: 'False: it was there already.' },
        },
      }),
      created: { type: 'boolean', description: 'Whether any was started.' },
    },
  },
  RevisionWish: {
    type: 'object',
    required: ['section', 'reason'],
    additionalProperties: false,
    properties: {
      section: text('Its key: a heading, `phase-2` of a plan, `T-2.1` of the plan of a phase.'),
      reason: text('What is to be changed, at most 32 KiB.'),
      proposal: { type: 'boolean', default: true, description: 'Whether it waits for you to take it.' },
    },
  },
  ProposalDecision: {
    type: 'object',
    required: ['decision'],
    additionalProperties: false,
    properties: {
      decision: text(undefined, { enum: ['take', 'leave'] }),
      conflicts: text('Which side counts where both have changed the same place.', {
        enum: ['mine', 'theirs'],
      }),
      text: text('The whole document that you have made of both.'),
    },
  },
  Proposal: {
    type: 'object',
    required: ['run', 'document', 'base', 'text', 'why', 'state', 'createdAt', 'mine', 'newest', 'conflicts'],
    properties: {
      run: text(),
      document: text('Its key.'),
      section: text('Key of the one section that was written anew.'),
      base: { type: 'integer', description: 'The version that it was written upon; 0: none.' },
      text: text('The document as it is proposed; of an unfit one the answer of the model.'),
      why: text('Why it waits.'),
      state: text('`unfit`: the answer is no such section, and can be taken only as a `text` of yours.', {
        enum: ['open', 'taken', 'left', 'unfit'],
      }),
      createdAt: text(undefined, { format: 'date-time' }),
      version: { type: 'integer', description: 'The version that was made of it.' },
      mine: text('The newest text of the document.'),
      newest: { type: 'integer', description: 'Number of that version.' },
      merged: text('What taking it makes of the document; absent where there are conflicts.'),
      conflicts,
    },
  },
  Sections: {
    type: 'object',
    required: ['version', 'sections'],
    properties: {
      version: { type: 'integer' },
      sections: list({
        type: 'object',
        required: ['key', 'title', 'start', 'end', 'standsOn', 'stale'],
        properties: {
          key: text(),
          title: text(),
          start: { type: 'integer', description: 'UTF-16 code units of the text.' },
          end: { type: 'integer' },
          standsOn: list({
            type: 'object',
            properties: { document: text(), number: { type: 'integer' }, section: text(), hash: text() },
          }),
          stale: list(text('Why it is out of date.')),
        },
      }),
    },
  },
}
