/** The part of the API's description that is about projects. */

import { CAPS } from './openapi-costs.ts'
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
  ZIP,
} from './openapi-words.ts'

export const PROJECT_PATHS = {
  '/api/projects': {
    get: {
      operationId: 'listProjects',
      summary: 'The projects that were changed last',
      parameters: [
        {
          name: 'archived',
          in: 'query',
          description: '`true`: the archived ones.',
          schema: { type: 'boolean' },
        },
      ],
      responses: {
        '200': answer('At most 100, those changed last first.', {
          type: 'object',
          properties: { projects: list(ref('Project')) },
        }),
        ...REFUSED,
      },
    },
    post: {
      operationId: 'createProject',
      summary: 'Make a project of an idea',
      description:
        'As `multipart/form-data` it may hold a `file` (Markdown or text, UTF-8), whose text is the brief, or follows the one that is given.',
      requestBody: {
        required: true,
        content: {
          ...body('ProjectRequest').content,
          'multipart/form-data': { schema: ref('ProjectForm') },
        },
      },
      responses: {
        '201': answer('It is there; `Location` is its address.', ref('ProjectState')),
        ...REFUSED,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/import': {
    post: {
      operationId: 'importProject',
      summary: 'A project out of a ZIP file',
      description:
        'One that `export` has made, edited or not; it comes back byte for byte. At most 4 MiB, of at most 300 files of 4 MiB. Files that are no part of a project, such as a README of your own, are left out, and `remarks` says so.',
      requestBody: { required: true, content: { 'application/zip': { schema: ZIP } } },
      responses: {
        '201': answer('It is there; `Location` is its address.', ref('ImportedProject')),
        '413': problem('The file is larger than 4 MiB.'),
        '415': problem('The content is no application/zip.'),
        '422': problem('The archive is damaged, harmful or no project; `detail` says what and where.'),
        ...REFUSED,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}': {
    parameters: [ID],
    get: {
      operationId: 'getProject',
      summary: 'A project and where it stands',
      responses: { '200': answer('As it stands now.', ref('ProjectState')), ...REFUSED, ...UNKNOWN },
    },
    patch: {
      operationId: 'changeProject',
      summary: 'Rename a project, change what it is built with, archive it or take it back',
      requestBody: body('ProjectChange'),
      responses: {
        '200': answer('As it stands now.', ref('ProjectState')),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
    delete: {
      operationId: 'deleteProject',
      summary: 'Delete a project with its documents and its runs',
      responses: { '204': { description: 'It is gone.' }, ...REFUSED, ...UNKNOWN, ...STORAGE },
    },
  },
  '/api/projects/{id}/export': {
    parameters: [ID],
    get: {
      operationId: 'exportProject',
      summary: 'A project as a ZIP file of Markdown',
      responses: {
        '200': {
          description: 'The same project gives the same bytes.',
          content: { 'application/zip': { schema: ZIP } },
        },
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/complexity': {
    parameters: [ID],
    get: {
      operationId: 'judgeComplexity',
      summary: 'How much there is to a project, and why',
      description: 'Judged from the brief by code alone; a PATCH with `overrule` says what you know better.',
      responses: {
        '200': answer('Every point has a line that says why.', ref('Complexity')),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/findings': {
    parameters: [ID],
    get: {
      operationId: 'listFindings',
      summary: 'What rules find in the documents as they are, and what holds of a model’s review',
      responses: {
        '200': answer('In the order of the documents and of their texts.', {
          type: 'object',
          properties: {
            findings: list(ref('Finding')),
            muted: list({ type: 'object', properties: { finding: ref('Finding'), reason: text() } }),
          },
        }),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/mutes/{finding}': {
    parameters: [ID, { name: 'finding', in: 'path', required: true, schema: { type: 'string' } }],
    put: {
      operationId: 'muteFinding',
      summary: 'Hear no more of a finding, for a reason',
      requestBody: body('MuteReason'),
      responses: { '204': { description: 'It is muted.' }, ...REFUSED, ...UNKNOWN, ...WRONG, ...STORAGE },
    },
    delete: {
      operationId: 'unmuteFinding',
      summary: 'Hear of a finding again',
      responses: { '204': { description: 'It is heard again.' }, ...REFUSED, ...UNKNOWN, ...STORAGE },
    },
  },
  '/api/projects/{id}/trace': {
    parameters: [ID],
    get: {
      operationId: 'traceProject',
      summary: 'What stands on what: requirements, parts of the design, phases, tasks, checks',
      responses: { '200': answer('Orphans are named.', ref('Trace')), ...REFUSED, ...UNKNOWN },
    },
  },
  '/api/projects/{id}/handoff': {
    parameters: [ID],
    get: {
      operationId: 'getHandoff',
      summary: 'What whoever goes on with the work has to know now',
      description:
        'Where the work stands, the next task, its check and what to read for it, in at most 500 tokens. `Accept: text/markdown` gives the text alone.',
      responses: {
        '200': answer('As it stands now.', ref('Handoff')),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/progress': {
    parameters: [ID],
    post: {
      operationId: 'recordProgress',
      summary: 'Record what happened to a task',
      requestBody: body('TaskProgress'),
      responses: {
        '200': answer('The handoff as it stands after that.', ref('Handoff')),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/documents/{key}': {
    parameters: [ID, KEY],
    get: {
      operationId: 'getDocument',
      summary: 'A document, and which versions there are',
      parameters: [
        {
          name: 'version',
          in: 'query',
          description: 'Absent: the newest.',
          schema: { type: 'integer', minimum: 1 },
        },
      ],
      responses: {
        '200': answer('`ETag` is the number of its version.', {
          type: 'object',
          properties: { version: ref('Version'), versions: list(ref('VersionFacts')) },
        }),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
    put: {
      operationId: 'editDocument',
      summary: 'A version by hand',
      description: 'Nothing is overwritten: it becomes the next version, if it follows the newest.',
      parameters: [
        {
          name: 'If-Match',
          in: 'header',
          description:
            'The ETag of the version that was changed; `If-None-Match: *` where there is none yet.',
          schema: { type: 'string' },
        },
      ],
      requestBody: body('DocumentText'),
      responses: {
        '200': answer('It is the newest now.', {
          type: 'object',
          properties: { version: ref('VersionFacts') },
        }),
        '412': problem('Somebody was quicker: `newest` holds that version, `yours` what was sent.'),
        '428': problem('If-Match is missing.'),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/documents/{key}/write': {
    parameters: [ID, KEY],
    post: {
      operationId: 'writeDocument',
      summary: 'Have a document written by a model',
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'A request that is sent again with it finds the run that is there, also when that is over.',
          schema: { type: 'string', maxLength: 255 },
        },
      ],
      description:
        'Starts a run, or finds the one that is writing the document already. Follow it at `Location` + `/events`; what it has written is the next version when it is done.',
      requestBody: { ...body('RunCaps'), required: false },
      responses: {
        '202': answer('The run writes; `Location` is its address.', {
          type: 'object',
          properties: { run: text("The run's id."), created: { type: 'boolean' } },
        }),
        '409': problem(
          'Something that it is written from is not there yet, no model writes it, or it would pass a cap (`price_cap`, `price_unknown`).',
        ),
        '429': problem('As many runs as allowed wait for their turn; see Retry-After.'),
        ...REFUSED,
        ...UNKNOWN,
        ...STORAGE,
      },
    },
  },
}

const wishes = {
  languages: list(text()),
  frameworks: list(text()),
  apis: list(text()),
}

const place = {
  type: 'object',
  description: 'UTF-16 code units of the document.',
  properties: { document: text(), start: { type: 'integer' }, end: { type: 'integer' }, section: text() },
}

const versionFacts = {
  document: text('Its key.'),
  number: { type: 'integer', minimum: 1 },
  author: text(undefined, { enum: ['run', 'person', 'code', 'import'] }),
  run: text('The run that wrote it.'),
  standsOn: {
    type: 'array',
    description: 'What it was written from, as it was then.',
    items: {
      type: 'object',
      properties: { document: text(), number: { type: 'integer' }, section: text(), hash: text() },
    },
  },
  createdAt: text(undefined, { format: 'date-time' }),
}

export const PROJECT_SCHEMAS = {
  ProjectRequest: {
    type: 'object',
    required: ['name', 'brief'],
    additionalProperties: false,
    properties: {
      name: text('1 to 120 characters.', { minLength: 1, maxLength: 120 }),
      brief: text('The idea: 1 character to 32 KiB.', { minLength: 1 }),
      ...wishes,
    },
    example: {
      name: 'Plant diary',
      brief: 'Remember when each plant was watered, and remind me.',
      languages: ['TypeScript'],
    },
  },
  ProjectForm: {
    type: 'object',
    required: ['name'],
    properties: {
      name: text('1 to 120 characters.', { minLength: 1, maxLength: 120 }),
      brief: text('The idea; together with the file at most 32 KiB.'),
      file: { type: 'string', format: 'binary', description: 'Its name ends in .md or .txt.' },
      languages: text('With commas.'),
      frameworks: text('With commas.'),
      apis: text('With commas.'),
    },
  },
  ProjectChange: {
    type: 'object',
    additionalProperties: false,
    properties: {
      name: text(undefined, { maxLength: 120 }),
      ...wishes,
      archived: {
        type: 'boolean',
        description: '`true` calls off “write it all” and rounds of correction.',
      },
      overrule: {
        description: 'What you know better of its complexity; `null` takes it back.',
        oneOf: [
          {
            type: 'object',
            properties: {
              kind: text(),
              people: { type: 'integer' },
              score: { type: 'number' },
              depth: text(),
              phases: { type: 'integer' },
            },
          },
          { type: 'null' },
        ],
      },
      caps: CAPS,
    },
  },
  DocumentText: {
    type: 'object',
    required: ['text'],
    additionalProperties: false,
    properties: { text: text('All of it, at most 192 KiB, kept to the byte.', { minLength: 1 }) },
  },
  Project: {
    type: 'object',
    required: ['id', 'name', 'wishes', 'createdAt', 'updatedAt'],
    properties: {
      id: text(),
      name: text(),
      wishes: { type: 'object', properties: wishes },
      createdAt: text(undefined, { format: 'date-time' }),
      updatedAt: text(undefined, { format: 'date-time' }),
      archivedAt: text(undefined, { format: 'date-time' }),
    },
  },
  ProjectState: {
    type: 'object',
    required: ['project', 'steps', 'documents', 'costs'],
    properties: {
      project: ref('Project'),
      steps: {
        type: 'array',
        description: 'The documents of the way, in its order.',
        items: {
          type: 'object',
          required: ['document', 'title', 'state'],
          properties: {
            document: text('Its key.'),
            title: text(),
            state: text(
              '`stale`: what it was written from has changed since. `open`, `skipped`: of questions alone.',
              {
                enum: ['blocked', 'ready', 'running', 'paused', 'done', 'stale', 'open', 'skipped'],
              },
            ),
            why: text('A sentence, where there is something to say.'),
            run: text('The newest run that wrote it or is writing it.'),
            version: { type: 'integer' },
            stale: list({
              type: 'object',
              description: 'A section that is out of date, and why.',
              properties: { key: text(), title: text(), reasons: list(text()) },
            }),
            whole: { type: 'boolean', description: '`update` writes the whole document anew.' },
            proposals: { type: 'integer', description: 'How many wait for you.' },
            council: text('Its newest council of several drafts, under `councils`.'),
          },
        },
      },
      documents: list(ref('VersionFacts')),
      costs: ref('Costs'),
      walk: ref('Walk'),
    },
  },
  Complexity: {
    type: 'object',
    properties: {
      score: { type: 'number', minimum: 0, maximum: 20 },
      depth: text(undefined, { enum: ['minimal', 'standard', 'detailed'] }),
      phases: { type: 'integer', minimum: 3, maximum: 15 },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
      kind: text(),
      lines: list({
        type: 'object',
        properties: { what: text(), points: { type: 'number' }, because: text() },
      }),
    },
  },
  MuteReason: {
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: { reason: text('One line, at most 120 characters.', { maxLength: 120 }) },
  },
  Trace: {
    type: 'object',
    properties: {
      nodes: list({
        type: 'object',
        properties: { id: text(), kind: text(), title: text(), places: list(place) },
      }),
      links: list({ type: 'object', properties: { from: text(), to: text(), kind: text(), place } }),
      orphans: list({
        type: 'object',
        properties: { kind: text(), id: text(), message: text(), place },
      }),
      matrix: list({
        type: 'object',
        properties: {
          requirement: text(),
          title: text(),
          sections: list(text()),
          phases: list(text()),
          tasks: list(text()),
          checks: list(text()),
        },
      }),
      share: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
  Handoff: {
    type: 'object',
    properties: {
      text: text('Markdown.'),
      done: { type: 'integer' },
      all: { type: 'integer' },
      next: { type: 'object', properties: { task: text(), phase: { type: 'integer' } } },
      blocked: list({ type: 'object', properties: { task: text(), note: text() } }),
    },
  },
  TaskProgress: {
    type: 'object',
    required: ['task', 'state'],
    additionalProperties: false,
    properties: {
      task: text('T-1.2'),
      state: text(undefined, { enum: ['open', 'done', 'blocked'] }),
      note: text('What came of it, or what is in the way.', { maxLength: 2000 }),
    },
  },
  VersionFacts: { type: 'object', properties: versionFacts },
  Version: { type: 'object', properties: { ...versionFacts, text: text('To the byte.') } },
}
