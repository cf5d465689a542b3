import { readFileSync } from 'node:fs'

/** A project of 12 requirements and 4 phases in which nothing is wrong. */
export type Texts = Record<string, string>

const KEYS = ['design', 'plan', 'phase-1', 'phase-2', 'phase-3', 'phase-4']

export const goodProject = (): Texts =>
  Object.fromEntries(
    KEYS.map((key) => [key, readFileSync(`${import.meta.dir}/fixtures/lint/good/${key}.md`, 'utf8')]),
  )
