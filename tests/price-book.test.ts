import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkSettings } from '../src/check-settings.ts'
import { PriceBook, PricesUnreadable } from '../src/price-book.ts'
import { readSettings } from '../src/settings.ts'

let folder: string
let time: number
let warned: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-prices-'))
  time = 0
  warned = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const keep = (text: string, name = 'prices.json'): string => {
  writeFileSync(`${folder}/${name}`, text)
  return `${folder}/${name}`
}
const open = (environment: Record<string, string> = {}) =>
  new PriceBook(
    readSettings({ DATA_DIR: folder, OPENAI_BASE_URL: 'https://models.example.org/v1', ...environment }),
    () => time,
    (message) => warned.push(message),
  )
const listed = (input: number) => JSON.stringify({ models: { m: { input, output: 1 } } })

describe('what a model costs', () => {
  test('is unknown where no list says it, and never nothing', () => {
    expect(open().priceOf('m')).toBeUndefined()
    keep(listed(3))
    expect(open().priceOf('another')).toBeUndefined()
    expect(open().priceOf('')).toBeUndefined()
  })

  test('stands in the list in the data directory, or in the one that is named', () => {
    keep(listed(3))
    expect(open().priceOf('m')?.input).toBe(3)
    expect(open({ PRICES_FILE: keep(listed(4), 'other.json') }).priceOf('m')?.input).toBe(4)
  })

  test('is nothing for the demo, and on this machine where the list does not say otherwise', () => {
    keep(listed(3))
    expect(open({ PROVIDER: 'demo' }).priceOf('m')).toEqual({ input: 0, output: 0 })
    const local = open({ OPENAI_BASE_URL: 'http://localhost:11434/v1' })
    expect(local.priceOf('another')).toEqual({ input: 0, output: 0 })
    // A proxy on this machine may ask a model that costs something.
    expect(local.priceOf('m')?.input).toBe(3)
  })

  test('follows a list that is changed, and keeps the last good one', () => {
    const path = keep(listed(3))
    const book = open()
    const change = (text: string) => {
      writeFileSync(path, text)
      utimesSync(path, time, time + 1000)
      time += 5000
    }
    change(listed(4))
    expect(book.priceOf('m')?.input).toBe(4)
    change('{')
    expect(book.priceOf('m')?.input).toBe(4)
    time += 5000
    expect(book.priceOf('m')?.input).toBe(4)
    expect(warned).toEqual([expect.stringContaining('it is not JSON')])
    change(listed(5))
    expect(book.priceOf('m')?.input).toBe(5)
  })
})

describe('a list that cannot be used', () => {
  test('is said with its path and what is wrong with it, and the server does not start', () => {
    const path = keep('{"models": {"m": {"input": "free"}}}')
    expect(() => open()).toThrow(PricesUnreadable)
    expect(() => open()).toThrow(
      `The list of prices ${path} cannot be used: models: "m": input has to be a number, 0 or more: what a million tokens cost.`,
    )
    keep(' '.repeat(1024 * 1024 + 1))
    expect(() => open()).toThrow('it is larger than 1 MiB')
  })

  test('that is named has to be there', () => {
    expect(() => open({ PRICES_FILE: `${folder}/none.json` })).toThrow('cannot be read (ENOENT)')
    expect(() => open({ PRICES_FILE: folder })).toThrow(PricesUnreadable)
  })

  test.each([
    ['{', {}, 'The list of prices'],
    ['{"models": {}}', { MAX_RUN_PRICE: '5' }, 'MAX_RUN_PRICE: the price of m is not known'],
    ['{"models": {"m": {"input": 1, "output": 1}}}', { MAX_RUN_PRICE: '5' }, undefined],
  ])('is told by check-settings: %s %j', (text, environment, expected) => {
    keep(text)
    const errors = spyOn(console, 'error').mockImplementation(() => {})
    const said = spyOn(console, 'log').mockImplementation(() => {})
    try {
      const url = 'https://models.example.org/v1'
      const code = checkSettings([], { DATA_DIR: folder, OPENAI_BASE_URL: url, MODEL: 'm', ...environment })
      expect(code).toBe(expected === undefined ? 0 : 1)
      if (expected !== undefined) expect(errors.mock.calls.flat().join('\n')).toContain(expected)
    } finally {
      errors.mockRestore()
      said.mockRestore()
    }
  })
})
