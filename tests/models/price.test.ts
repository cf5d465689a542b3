import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { isLocalAddress } from '../../src/models/local-address.ts'
import { moneyText } from '../../src/models/money.ts'
import { costOf, PriceListFault, parsePriceList, priceIn } from '../../src/models/price.ts'

const list = (models: object) => parsePriceList(JSON.stringify({ models }))
const price = (input: number) => ({ input, output: input })

describe('a list of prices', () => {
  test('says what tokens cost, by the million', () => {
    expect(costOf({ input: 0.15, output: 0.6 }, { promptTokens: 1_000_000, outputTokens: 500_000 })).toBe(
      0.45,
    )
    expect(costOf({ input: 0, output: 0 }, { promptTokens: 12, outputTokens: 3 })).toBe(0)
  })

  test('is as the example shows it, which names no real model', () => {
    const example = parsePriceList(readFileSync(`${import.meta.dir}/../../prices.example.json`, 'utf8'))
    expect(example.currency).toBe('USD')
    expect([...example.models.keys()].every((name) => name.startsWith('made-up'))).toBe(true)
    expect(priceIn(example, 'made-up-small-2')?.input).toBe(1)
    expect(priceIn(example, 'made-up-small-latest')?.input).toBe(1.5)
  })

  test.each([
    ['small', 1],
    ['Small', 1],
    ['small-2', 2],
    ['small-2-latest', 3],
    ['vendor/large', 4],
    ['vendor/small-2', 5],
    ['x', undefined],
    ['', undefined],
    ['smal', undefined],
  ])('gives %j the price of the longest name that fits: %p', (model, expected) => {
    const models = list({
      'small*': price(2),
      small: price(1),
      'small*latest': price(3),
      'vendor/*': price(5),
      'vendor/large': price(4),
    })
    expect(priceIn(models, model)?.input).toBe(expected)
  })

  test('with a star alone has a price for every model', () => {
    expect(priceIn(list({ '*': price(7), 'a*': price(8) }), 'b')?.input).toBe(7)
    expect(priceIn(list({ '*': price(7) }), '')?.input).toBe(7)
  })

  test('does not let a beginning and an end share letters', () => {
    expect(priceIn(list({ 'aba*aba': price(1) }), 'ababa')).toBeUndefined()
    expect(priceIn(list({ 'aba*aba': price(1) }), 'abaaba')?.input).toBe(1)
  })

  test('with a hundred stars is read as fast as any other', () => {
    const models = list({ [`${'a*'.repeat(95)}b`]: price(1) })
    const before = performance.now()
    expect(priceIn(models, 'a'.repeat(100_000))).toBeUndefined()
    expect(performance.now() - before).toBeLessThan(500)
  })

  test.each([
    ['{', 'not JSON'],
    ['[]', 'the list has to be an object'],
    ['{}', 'models has to be an object'],
    ['{"models": {"m": 3}}', 'models: "m" has to be an object'],
    ['{"models": {"m": {"input": 1}}}', 'models: "m": output has to be a number'],
    ['{"models": {"m": {"input": "1", "output": 1}}}', 'models: "m": input has to be a number'],
    ['{"models": {"m": {"input": -1, "output": 1}}}', 'models: "m": input has to be a number, 0 or more'],
    ['{"models": {"m": {"input": 1, "output": 1, "cached": 1}}}', '"cached" is not known'],
    ['{"models": {" ": {"input": 1, "output": 1}}}', 'a model has no name'],
    ['{"models": {}, "prices": {}}', '"prices" is not known: there are currency, models and note'],
    ['{"models": {}, "currency": 7}', 'currency has to be a short name'],
    ['{"models": {}, "currency": "<b>"}', 'currency has to be a short name'],
  ])('that is bad is told what is wrong with it: %s', (text, expected) => {
    expect(() => parsePriceList(text)).toThrow(PriceListFault)
    expect(() => parsePriceList(text)).toThrow(expected)
  })
})

describe('a server', () => {
  test.each([
    'http://localhost:11434/v1',
    'http://127.0.0.1:8000/v1',
    'http://[::1]:8000/v1',
    'http://10.1.2.3/v1',
    'http://172.20.0.4/v1',
    'http://192.168.1.7:1234/v1',
    'http://100.100.1.1/v1',
    'http://[fd00::1]/v1',
    'http://host.docker.internal:11434/v1',
    'http://ollama:11434/v1',
    'http://studio.local:1234/v1',
    'http://LOCALHOST./v1',
  ])('on this machine or network is known by its address: %s', (url) => {
    expect(isLocalAddress(url)).toBe(true)
  })

  test.each([
    'https://api.openai.com/v1',
    'https://openrouter.ai/api/v1',
    'http://8.8.8.8/v1',
    'http://172.32.0.1/v1',
    'http://[2001:db8::1]/v1',
    'https://localhost.example.org/v1',
    'https://mylocal/v1.example.org'.replace('mylocal/', 'my.local.example/'),
    'no address',
  ])('elsewhere is not: %s', (url) => {
    expect(isLocalAddress(url)).toBe(false)
  })
})

test.each([
  [0, '0 USD'],
  [0.00123, '0.0012 USD'],
  [0.0254, '0.025 USD'],
  [1, '1.00 USD'],
  [1234.5, '1,234.50 USD'],
])('%p is shown as %s', (amount, expected) => {
  expect(moneyText(amount, 'USD')).toBe(expected)
})
