/** The part of the API's description that is about what things take. */

import { list, ref, text } from './openapi-words.ts'

const number = (description?: string) => ({ type: 'number', description })
const integer = (description?: string) => ({ type: 'integer', description })
const range = (description: string) => ({
  type: 'object',
  description,
  required: ['least', 'most'],
  properties: { least: number(), most: number() },
})

export const CAPS = {
  description: 'What the project may take in all; `null` takes the caps away.',
  oneOf: [ref('Caps'), { type: 'null' }],
}

export const RUN_CAPS = {
  maxTokens: { ...integer('Of prompt and answer together, after which the run is stopped.'), minimum: 1 },
  maxPrice: {
    ...number('In the currency of the list of prices, after which the run is stopped.'),
    minimum: 0,
  },
}

export const COST_SCHEMAS = {
  Caps: {
    type: 'object',
    additionalProperties: false,
    properties: {
      tokens: { ...integer('Of prompts and answers together.'), minimum: 1 },
      price: { ...number('In the currency of the list of prices.'), minimum: 0 },
    },
  },
  RunCaps: { type: 'object', additionalProperties: false, properties: RUN_CAPS },
  Spent: {
    type: 'object',
    required: ['runs', 'tokens', 'estimated', 'price', 'unpriced'],
    properties: {
      runs: integer('Failed and stopped ones among them: they were paid for.'),
      tokens: integer('Of prompts and answers together.'),
      estimated: { type: 'boolean', description: 'Whether some of them were counted by this server.' },
      price: number('As far as prices were known.'),
      unpriced: integer('How many of the runs nobody knows the price of.'),
    },
  },
  Costs: {
    type: 'object',
    required: ['currency', 'caps', 'all', 'documents', 'runs', 'expected'],
    properties: {
      currency: text('Of all prices here.'),
      caps: ref('Caps'),
      all: ref('Spent'),
      documents: { type: 'object', additionalProperties: ref('Spent') },
      runs: list({
        type: 'object',
        required: ['run', 'document', 'model', 'status', 'promptTokens', 'outputTokens', 'estimated'],
        properties: {
          run: text(),
          document: text(),
          model: text(),
          status: text('`live`: it is being written, and this is what it has taken until now.', {
            enum: ['live', 'interrupted', 'done', 'stopped', 'failed'],
          }),
          promptTokens: integer(),
          outputTokens: integer(),
          estimated: { type: 'boolean' },
          price: number('Absent where the price of its model was not known.'),
        },
      }),
      councils: {
        type: 'object',
        description: 'The same of two to five drafts and one document of them, for each number of drafts.',
        additionalProperties: list({
          type: 'object',
          required: ['drafts', 'tokens', 'models'],
          properties: {
            drafts: { type: 'integer' },
            models: list(text()),
            tokens: range('Of all runs together.'),
            price: range('Absent where that of one of them is not known.'),
          },
        }),
      },
      expected: {
        type: 'object',
        description: 'Of each document that can be written now.',
        additionalProperties: {
          type: 'object',
          required: ['model', 'tokens'],
          properties: {
            model: text('Empty: the one that its server picks.'),
            tokens: range('Of prompt and answer together.'),
            price: range('Absent where it is not known.'),
          },
        },
      },
      remark: text('Why a cap cannot be kept.'),
    },
  },
}
