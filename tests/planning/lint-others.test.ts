import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { lintDocument } from '../../src/planning/lint.ts'

/**
 * Ten documents that others wrote, read as designs, and all that is found in them. `false`: judged by reading to be no
 * fault. Each lacks most of a design's parts, which is true of it: `foreign-form` says so.
 */
const FOUND: Record<string, { true: string[]; false: string[] }> = {
  'asyncapi-migration.md': { true: [], false: [] },
  // A paragraph of 200 characters stands there twice.
  'fantasy-land.md': { true: ['repeated-text'], false: [] },
  'htmx-extensions.md': { true: [], false: [] },
  'pino-redaction.md': { true: [], false: [] },
  // The date of a release is left as "TBD".
  'pino-support.md': { true: ['placeholder'], false: [] },
  'pino-transports.md': { true: [], false: [] },
  'playwright-gallery.md': { true: [], false: [] },
  'standard-schema.md': { true: [], false: [] },
  'toon-spec.md': { true: [], false: [] },
  'toon-versioning.md': { true: [], false: [] },
}
const MOST_FALSE = 2

const folder = `${import.meta.dir}/fixtures/lint/others`

describe('good documents of others', () => {
  test('are ten, each with its source and licence', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
    expect(names.sort()).toEqual(Object.keys(FOUND).sort())
    const notice = readFileSync(`${folder}/NOTICE`, 'utf8')
    expect(names.filter((name) => !notice.includes(name))).toEqual([])
  })

  for (const [name, judged] of Object.entries(FOUND))
    test(`${name}: nothing is found but what was judged, and at most ${MOST_FALSE} of it falsely`, () => {
      const found = lintDocument('design', readFileSync(`${folder}/${name}`, 'utf8')).map(({ rule }) => rule)
      expect(found).toEqual(['foreign-form', ...judged.true, ...judged.false])
      expect(judged.false.length).toBeLessThanOrEqual(MOST_FALSE)
    })

  for (const name of Object.keys(FOUND))
    test(`${name}: read as a brief, it has nothing either that is not in it`, () => {
      const found = lintDocument('brief', readFileSync(`${folder}/${name}`, 'utf8')).map(({ rule }) => rule)
      expect(found).toEqual(FOUND[name]?.true ?? [])
    })
})
