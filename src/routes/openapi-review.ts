/** The part of the API's description that is about findings, and what is corrected by them. */

import { text } from './openapi-words.ts'

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
}
