import type { Brief } from '../brief.ts'
import { table } from '../safe-text.ts'
import { stackOf } from '../stack.ts'

export const writeTechStack = (brief: Brief): string =>
  table(
    ['Choice', 'Role', 'Reason'],
    stackOf(brief).map(({ choice, role, reason }) => [choice, role, brief.terse ? firstOf(reason) : reason]),
  )

/** The first thing that is said, with nothing of its why. */
const firstOf = (reason: string): string => reason.split(/[,;:]/, 1)[0] ?? reason
