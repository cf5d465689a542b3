import { taskFault } from '../plan-faults.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'

const DAYS: [unit: RegExp, days: number][] = [
  [/hour|stunde|heure|hora|時間|小时|^h$/i, 1 / 8],
  [/day|tag|jour|día|dia|日|天|^d$/i, 1],
  [/week|woche|semaine|semana|週|周|^w$/i, 5],
  [/month|monat|mois|mes|月/i, 20],
]
const MOST = 5

/** Working days; undefined where the estimate is in points, or no estimate. */
function daysOf(estimate: string): number | undefined {
  const last = [
    ...estimate.slice(0, 60).matchAll(/(\d{1,4}(?:[.,]\d)?)\s*(?:[–-]\s*\d{1,4}\s*)?(\p{L}+)/gu),
  ].at(-1)
  const unit = DAYS.find(([name]) => name.test(last?.[2] ?? ''))
  return last && unit ? Number((last[1] ?? '').replace(',', '.')) * unit[1] : undefined
}

export const hugeTask: Rule = {
  id: 'huge-task',
  severity: 'hint',
  reason: 'A task of weeks hides whether anything moves; an agent loses its thread in it.',
  good: inPlan(
    'the fake server 3 days before the day.',
    'the fake server 3 days before the day. Estimate: 2 days.',
  ),
  bad: inPlan(
    'the fake server 3 days before the day.',
    'the fake server 3 days before the day. Estimate: 4 weeks.',
  ),
  *document({ tasks }): Generator<Fault> {
    for (const { task } of tasks)
      if (task.estimate && (daysOf(task.estimate) ?? 0) > MOST)
        yield taskFault(
          task,
          `${task.id} is estimated at ${quote(task.estimate)}.`,
          `Split it into tasks of at most ${MOST} days.`,
        )
  },
}
