/** What the API's bodies look like, as OpenAPI schemas. */

import { RUN_CAPS } from './openapi-costs.ts'

const text = (description?: string, more: object = {}) => ({ type: 'string', description, ...more })
const texts = (description: string) => ({
  description: `${description} A list, or one text with commas.`,
  oneOf: [{ type: 'array', items: text(), maxItems: 20 }, text()],
})

export const SCHEMAS = {
  DesignRequest: {
    type: 'object',
    required: ['projectName', 'requirements', 'languages'],
    additionalProperties: false,
    properties: {
      projectName: text('1 to 120 characters; `project_name` is accepted too.', {
        minLength: 1,
        maxLength: 120,
      }),
      requirements: text('1 character to 32 KiB; `description` is accepted too.', { minLength: 1 }),
      languages: texts('Programming languages, at least one.'),
      frameworks: texts('Frameworks to use.'),
      apis: texts('Foreign APIs to use.'),
      model: text('Empty or absent: the one that is set.', { maxLength: 200 }),
      temperature: { type: 'number', minimum: 0, maximum: 2 },
      maxOutputTokens: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      ...RUN_CAPS,
    },
    example: {
      projectName: 'Plant diary',
      requirements: 'Remember when each plant was watered, and remind me.',
      languages: ['TypeScript'],
    },
  },
  Run: {
    type: 'object',
    required: ['id', 'stage', 'name', 'model', 'provider', 'status', 'createdAt'],
    properties: {
      id: text(),
      stage: text(undefined, {
        enum: ['questions', 'design', 'review', 'plan', 'phase', 'revision', 'arbiter'],
      }),
      name: text(),
      model: text(),
      provider: text(),
      status: text(undefined, {
        enum: ['queued', 'asking', 'writing', 'interrupted', 'done', 'stopped', 'failed'],
      }),
      createdAt: text(undefined, { format: 'date-time' }),
    },
  },
  RunState: {
    type: 'object',
    required: ['run', 'input', 'last', 'text'],
    properties: {
      run: { $ref: '#/components/schemas/Run' },
      input: {
        type: 'object',
        description: 'What was asked for.',
        properties: {
          projectName: text(),
          requirements: text(),
          languages: { type: 'array', items: text() },
          frameworks: { type: 'array', items: text() },
          apis: { type: 'array', items: text() },
        },
      },
      last: { type: 'integer', description: 'Number of the last event.' },
      text: text('The document so far.'),
      pause: {
        type: 'object',
        description: 'Why it stands still.',
        properties: { code: text(), message: text() },
      },
      design: { $ref: '#/components/schemas/Design' },
      usage: { $ref: '#/components/schemas/Usage' },
      code: text(),
      message: text(),
    },
  },
  WholeAnswer: {
    type: 'object',
    required: ['run', 'usage'],
    properties: {
      run: { $ref: '#/components/schemas/Run' },
      design: { $ref: '#/components/schemas/Design' },
      usage: { $ref: '#/components/schemas/Usage' },
      finishReason: text(),
    },
  },
  Usage: {
    type: 'object',
    properties: {
      promptTokens: { type: 'integer' },
      outputTokens: { type: 'integer' },
      estimated: {
        type: 'boolean',
        description: "The model's server has told nothing; these were counted by code.",
      },
    },
  },
  Design: {
    type: 'object',
    description:
      'The document, and what code has read out of it. Offsets are UTF-16 code units of `markdown`.',
    required: ['markdown', 'sections', 'requirements', 'missing'],
    properties: {
      markdown: text("The model's text, to the byte."),
      title: text(),
      sections: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            part: text('The fixed part it is, if it is one.'),
            title: text(),
            level: { type: 'integer' },
            start: { type: 'integer' },
            end: { type: 'integer' },
          },
        },
      },
      requirements: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: text('R-1, R-2 …'),
            text: text(),
            start: { type: 'integer' },
            end: { type: 'integer' },
          },
        },
      },
      objectives: { type: 'array', items: text() },
      techStack: {
        type: 'array',
        items: { type: 'object', properties: { choice: text(), role: text(), reason: text() } },
      },
      risks: {
        type: 'array',
        items: {
          type: 'object',
          properties: { risk: text(), mitigation: text(), likelihood: text(), impact: text() },
        },
      },
      openQuestions: { type: 'array', items: text() },
      missing: {
        type: 'array',
        description: 'What the document should have and has not.',
        items: { type: 'object', properties: { code: text(), message: text() } },
      },
    },
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    properties: {
      type: text(),
      title: text(),
      status: { type: 'integer' },
      detail: text('What happened and what to do.'),
      code: text('Stable, for programs.'),
      requestId: text('Quote it when you ask the operator.'),
      field: text('The first field that has to be changed.'),
      errors: {
        type: 'array',
        items: { type: 'object', properties: { field: text(), message: text() } },
      },
    },
  },
}
