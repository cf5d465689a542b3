/** The part of the API's description that is about questions and answers. */

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

export const QUESTION_PATHS = {
  '/api/projects/{id}/questions': {
    parameters: [ID],
    get: {
      operationId: 'getQuestions',
      summary: 'The questions about a brief, and how each stands',
      description:
        'A model asks at most five, when `POST …/documents/questions/write` has it do so; those that are whole are here while it writes. They keep nothing from being written.',
      responses: { '200': answer('As they stand now.', ref('Interview')), ...REFUSED, ...UNKNOWN },
    },
  },
  '/api/projects/{id}/answers': {
    parameters: [ID],
    put: {
      operationId: 'skipQuestions',
      summary: 'Wish no further questions, or wish them again',
      requestBody: body('QuestionSkip'),
      responses: {
        '200': answer('The questions after that.', ref('Interview')),
        ...REFUSED,
        ...UNKNOWN,
        ...WRONG,
        ...STORAGE,
      },
    },
  },
  '/api/projects/{id}/answers/{number}': {
    parameters: [ID, { name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
    put: {
      operationId: 'answerQuestion',
      summary: 'Answer a question, in the place of an earlier answer',
      description:
        'Send one of `choice`, `own` and `skip`. The answer is part of the brief from now on; a design that was written before is stale. All answers are the document `answers`.',
      requestBody: body('QuestionAnswer'),
      responses: {
        '200': answer('The questions after that.', ref('Interview')),
        ...REFUSED,
        ...WRONG,
        ...STORAGE,
        '404': problem('There is no such project, or the question is not asked (any more).'),
      },
    },
  },
}

export const QUESTION_SCHEMAS = {
  QuestionAnswer: {
    type: 'object',
    additionalProperties: false,
    properties: {
      choice: { type: 'integer', minimum: 1, description: 'Number of one of its choices.' },
      own: text('In your own words, at most 2,000 characters.', { maxLength: 2000 }),
      skip: { type: 'boolean', enum: [true] },
      question: text(
        'The question as you have seen it: where another has taken its number, nothing is kept.',
      ),
    },
    example: { choice: 1 },
  },
  QuestionSkip: {
    type: 'object',
    required: ['skipsRest'],
    additionalProperties: false,
    properties: { skipsRest: { type: 'boolean' } },
    example: { skipsRest: true },
  },
  Interview: {
    type: 'object',
    required: ['state', 'isWriting', 'questions', 'open', 'answered', 'skipped', 'skipsRest'],
    properties: {
      state: text('As in the steps of the project.'),
      why: text(),
      run: text('The run that wrote them, or writes them.'),
      isWriting: { type: 'boolean' },
      questions: list({
        type: 'object',
        required: ['number', 'question', 'choices', 'state'],
        properties: {
          number: { type: 'integer' },
          question: text(),
          topic: text(),
          why: text('What in the design depends on it.'),
          choices: list({
            type: 'object',
            properties: {
              number: { type: 'integer' },
              text: text(),
              kind: text('`decide`: whoever designs decides. `open`: the design says that it is open.', {
                enum: ['answer', 'decide', 'open'],
              }),
            },
          }),
          recommended: { type: 'integer', description: 'Number of a choice.' },
          state: text(undefined, { enum: ['open', 'answered', 'skipped'] }),
          answer: { type: 'object', properties: { kind: text(), text: text() } },
        },
      }),
      open: { type: 'integer' },
      answered: { type: 'integer' },
      skipped: { type: 'integer' },
      skipsRest: { type: 'boolean' },
      earlier: list({ type: 'object', properties: { question: text(), kind: text(), text: text() } }),
      missing: list({ type: 'object', properties: { code: text(), message: text() } }),
    },
  },
}
