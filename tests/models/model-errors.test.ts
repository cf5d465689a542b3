import { expect, test } from 'bun:test'
import { refusal, unreachable } from '../../src/models/model-errors.ts'

const thrown = (code: string) =>
  new Error('Connection error.', { cause: Object.assign(new Error(code), { code }) })

test.each([
  ['ECONNREFUSED', 'listens', true],
  ['ENOTFOUND', 'name', true],
  ['ECONNRESET', 'closed', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', false],
  ['CERT_HAS_EXPIRED', 'certificate', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', false],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate', false],
  ['ESOMETHING', 'OPENAI_BASE_URL', true],
])('%s: the operator is told what to look at', (code, word, passing) => {
  expect(unreachable(thrown(code))).toMatchObject({
    code: 'model_unreachable',
    hint: expect.stringContaining(word),
    passing,
  })
})

test('what was thrown may be anything', () => {
  for (const odd of [undefined, null, 'text', 7, {}, new Error('x')])
    expect(unreachable(odd).code).toBe('model_unreachable')
})

test('an error object of whatever shape is judged by its status', () => {
  for (const error of [undefined, null, '', 'text', [], { code: {}, message: [] }, { message: 7 }]) {
    expect(refusal(500, error).code).toBe('model_unavailable')
    expect(refusal(429, error).code).toBe('model_rate_limited')
    expect(refusal(418, error).code).toBe('model_rejected')
    expect(refusal(304, error).code).toBe('model_unknown')
  }
})
