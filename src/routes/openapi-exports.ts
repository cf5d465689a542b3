/** The part of the API's description that is about exports for other tools. */

import { TARGETS } from '../planning/export.ts'
import {
  answer,
  ID,
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

export const EXPORT_PATHS = {
  '/api/projects/import-design': {
    post: {
      operationId: 'importDesign',
      summary: 'A project of a design that was written elsewhere',
      description:
        'Any Markdown: Spec Kit, OpenSpec, Kiro or another form. The first version of the design is the text to the byte; requirements without ids get some in a second version, in which nothing else is changed.',
      requestBody: {
        required: true,
        content: {
          'text/markdown': { schema: text('At most 192 KiB.') },
          'application/json': { schema: ref('DesignUpload') },
          'multipart/form-data': { schema: ref('DesignUpload') },
        },
      },
      responses: {
        '201': answer('It is there; `Location` is its address.', ref('DesignTaken')),
        ...REFUSED,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/exports': {
    parameters: [ID],
    get: {
      operationId: 'listExports',
      summary: 'What a project becomes for other tools',
      responses: {
        '200': answer('Each with its files, and with what could not be carried over.', {
          type: 'object',
          properties: { exports: list(ref('Export')) },
        }),
        ...REFUSED,
        ...UNKNOWN,
      },
    },
  },
  '/api/projects/{id}/exports/{target}': {
    parameters: [
      ID,
      {
        name: 'target',
        in: 'path',
        required: true,
        description: TARGETS.map(({ id, title }) => `\`${id}\`: ${title}`).join(' · '),
        schema: text(undefined, { enum: TARGETS.map(({ id }) => id) }),
      },
    ],
    get: {
      operationId: 'getExport',
      summary: 'A project as files for another tool',
      parameters: [
        { name: 'file', in: 'query', description: 'One file alone, by its path.', schema: text() },
      ],
      responses: {
        '200': {
          description: 'A ZIP file; with `file` that file. The same project gives the same bytes.',
          content: { 'application/zip': { schema: ZIP }, 'text/markdown': { schema: text() } },
        },
        ...REFUSED,
        '404': problem('There is no such project, export or file.'),
      },
    },
  },
}

export const EXPORT_SCHEMAS = {
  ImportedProject: {
    allOf: [
      ref('ProjectState'),
      {
        type: 'object',
        required: ['remarks'],
        properties: {
          remarks: { type: 'array', items: text(), description: 'What was in the file and was left out.' },
        },
      },
    ],
  },
  DesignUpload: {
    type: 'object',
    required: ['text'],
    additionalProperties: false,
    properties: {
      text: text('All of it, at most 192 KiB. In a form it can be a file, called `file`.', { minLength: 1 }),
      name: text('Absent: the title of the text.', { maxLength: 120 }),
    },
  },
  DesignTaken: {
    type: 'object',
    required: ['project', 'steps', 'requirements', 'remarks', 'findings'],
    properties: {
      project: ref('Project'),
      steps: list({ type: 'object' }),
      requirements: list({ type: 'object', properties: { id: text(), text: text() } }),
      remarks: list(text('What was done, and what could not be read, in a sentence.')),
      findings: list(ref('Finding')),
    },
  },
  Export: {
    type: 'object',
    required: ['id', 'title', 'purpose', 'files', 'problems'],
    properties: {
      id: text(),
      title: text(),
      purpose: text('What to do with the files.'),
      files: list({ type: 'object', properties: { path: text(), bytes: { type: 'integer' } } }),
      problems: list(text('A sentence on what could not be carried over.')),
    },
  },
}
