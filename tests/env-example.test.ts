import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeSettings } from '../src/settings.ts'

const root = resolve(import.meta.dir, '..')
const text = readFileSync(`${root}/.env.example`, 'utf8')
const containersAt = text.indexOf('# ---- With containers')
const forServer = text.slice(0, containersAt)
const forContainers = text.slice(containersAt)

/** What a setting's entry has to look like: its doc line, then the default, commented out; a secret's file beside it. */
const expected = describeSettings().map(({ name, fallback, doc, secret }) =>
  [`# ${doc}`, `#${name}=${fallback}`, ...(secret ? [`#${name}_FILE=`] : [])].join('\n'),
)

const names = (part: string): string[] =>
  [...part.matchAll(/^#([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)

/** What the compose files read, without what Compose and deploys set by themselves. */
function readByCompose(): string[] {
  const files = readdirSync(root).filter((name) => /^docker-compose.*\.yml$/.test(name))
  const found = files.flatMap((name) => [
    ...readFileSync(`${root}/${name}`, 'utf8').matchAll(/\$\{([A-Z][A-Z0-9_]*)/g),
  ])
  const own = /^(COMPOSE_PROJECT_NAME|BLUE_SCALE|GREEN_SCALE)$/
  return [...new Set(found.map(([, name = '']) => name))].filter((name) => !own.test(name))
}

test('.env.example has every setting of the server with its default and its doc line, and no other', () => {
  const entries = forServer
    .split(/\n\n+/)
    .map((entry) => entry.trim())
    .filter((entry) => /^#?[A-Z]/m.test(entry))
  expect(entries).toEqual(expected)
})

test('.env.example has every name that the compose files read', () => {
  expect(containersAt).toBeGreaterThan(0)
  const listed = new Set(names(text))
  // Kept for the pages of operators that are to come.
  expect(readByCompose().filter((name) => !listed.has(name) && name !== 'STATUS_KEY_FILE')).toEqual([])
  const read = new Set(readByCompose())
  expect(names(forContainers).filter((name) => !read.has(name))).toEqual([])
})

test('a copied .env.example changes nothing: every line of it is a comment', () => {
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
})
