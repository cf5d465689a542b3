import { expect, test } from 'bun:test'
import { estimateTokens, estimateUsage } from '../../src/models/usage.ts'

test('where nothing is reported, four bytes of UTF-8 count as a token, begun ones as whole', () => {
  expect([0, 1, 4, 5, 400].map(estimateTokens)).toEqual([0, 1, 1, 2, 100])
})

test('what was asked counts by message, what came by its bytes, and both are called an estimate', () => {
  const messages = [
    { role: 'system' as const, content: 'é'.repeat(6) },
    { role: 'user' as const, content: '漢字' },
  ]
  expect(estimateUsage(messages, 9)).toEqual({
    promptTokens: 4 + 3 + 4 + 2,
    outputTokens: 3,
    estimated: true,
  })
  expect(estimateUsage([], 0)).toEqual({ promptTokens: 0, outputTokens: 0, estimated: true })
})
