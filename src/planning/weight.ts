import type { Finding, Severity } from './lint/finding.ts'

/** One error outweighs three warnings, so that no round wins by trading the one for the other. */
const WEIGHTS: Record<Severity, number> = { error: 10, warning: 3, hint: 1 }

export const weightOf = (findings: readonly Pick<Finding, 'severity'>[]): number =>
  findings.reduce((sum, { severity }) => sum + WEIGHTS[severity], 0)

/** Somebody has to do something about it. */
export const isHeavy = ({ severity }: Pick<Finding, 'severity'>): boolean => severity !== 'hint'
