/** The part of the API's description that is about exports for other tools. */

import { TARGETS } from '../planning/export.ts'
import { answer, ID, list, problem, REFUSED, ref, text, UNKNOWN, ZIP } from './openapi-words.ts'

export const EXPORT_PATHS = {
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
