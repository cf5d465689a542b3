import { GOALS, type Goal, type Walk } from '../store/walks.ts'
import { type Reader, readForm } from './field-readers.ts'

const READERS: Record<string, Reader> = {
  until: (value, fail) =>
    GOALS.some((goal) => goal === value) ? value : fail(`has to be one of ${GOALS.join(', ')}`),
}

/** Up to where a project is to be written; all of it where nothing is said. Throws a Problem (422). */
export function readGoal(fields: Record<string, unknown>): Goal {
  const { until = 'phases' } = readForm(fields, { readers: READERS, required: [] })
  return until as Goal
}

/** What the API tells of it: whose it is stays here. */
export const walkAsJson = ({ until, state, why, beganAt }: Walk) => ({ until, state, why, beganAt })
