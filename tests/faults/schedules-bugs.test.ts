import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { findAll } from './schedules.ts'
import { BUGS } from './schedules-bugs.ts'

test.each(BUGS)(
  'a mistake is found and told as a short story: $name',
  async (bug) => {
    const found = await findAll([bug], printedSeed(bug.name), (line) => console.log(line))
    expect(Object.keys(found)).toEqual([`planted: ${bug.name}`])
  },
  120_000,
)
