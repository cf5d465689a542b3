import type { DesignRequest } from '../design.ts'
import { PART_TITLES, type Part } from '../parts.ts'
import type { PlanRequest } from '../plan-request.ts'
import { writeDesign, writeRest } from './design.ts'
import { writePlan, writeRestOfPlan } from './plan.ts'
import { Variation } from './variation.ts'

/**
 * What temperature changes in what the demo model writes: the order of what may stand in any order, and in how many phases
 * the work is cut. The same request at the same temperature gives the same text; without one it is that of `writeDesign`.
 */

/** Parts whose items may stand in any order: no id stands in them first. */
const LOOSE: readonly Part[] = ['objectives', 'risks']

/** As `writeDesign`; what is missing behind `kept` where that is not empty. */
export function draftDesign(request: DesignRequest, temperature: number | undefined, kept = ''): string {
  const whole = temperature === undefined ? writeDesign(request) : temperedDesign(request, temperature)
  return whole.startsWith(kept) ? whole.slice(kept.length) : writeRest(request, kept)
}

function temperedDesign(request: DesignRequest, temperature: number): string {
  const text = writeDesign(request)
  const variation = new Variation(`${temperature} ${text}`)
  return LOOSE.reduce(
    (draft, part) => shuffled(draft, `## ${PART_TITLES[part]}`, variation),
    text.replace(/^(> Written by the demo model:.*)\)\.$/m, `$1, temperature ${temperature}).`),
  )
}

/** As `writePlan`; what is missing behind `kept` where that is not empty. */
export function draftPlan(request: PlanRequest, temperature: number | undefined, kept = ''): string {
  const whole = temperature === undefined ? writePlan(request) : temperedPlan(request, temperature)
  return whole.startsWith(kept) ? whole.slice(kept.length) : writeRestOfPlan(request, kept)
}

function temperedPlan(request: PlanRequest, temperature: number): string {
  const variation = new Variation(`${temperature} ${request.design}`)
  const phases = request.phases + Math.floor(variation.next() * 3) - 1
  const remark = `> Written by the demo model: by rules, without a language model (temperature ${temperature}).`
  return writePlan({ ...request, phases }).replace('\n\n## ', () => `\n\n${remark}\n\n## `)
}

/** The items of a list, or the rows of a table below its head, in another order. */
function shuffled(text: string, heading: string, variation: Variation): string {
  const start = text.indexOf(`\n${heading}\n`)
  if (start < 0) return text
  const end = text.indexOf('\n## ', start + 1)
  const lines = text.slice(start, end < 0 ? undefined : end).split('\n')
  const isItem = (line: string) => /^(- |\| )/.test(line) && !/^\| (-|Risk \|)/.test(line)
  const items = lines.filter(isItem)
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(variation.next() * (last + 1))
    const kept = items[last] ?? ''
    items[last] = items[other] ?? ''
    items[other] = kept
  }
  const whole = lines.map((line) => (isItem(line) ? (items.shift() ?? '') : line)).join('\n')
  return text.slice(0, start) + whole + (end < 0 ? '' : text.slice(end))
}
