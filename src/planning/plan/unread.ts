import { plainText, shorten } from '../inline.ts'
import type { Passage } from '../passages.ts'
import { isPhasesTitle } from './known-sections.ts'
import { phaseIn } from './phase-heading.ts'
import { phasesNamedIn } from './references.ts'
import type { Stray } from './stray-tasks.ts'
import type { PlanText } from './text.ts'

/** What stands outside all phases in no part that is known: quotes with their lines, in the text's order. */
export function unreadOutside(
  { passages, title }: PlanText,
  outside: Passage[],
  stray: Stray[],
  isKnown: (title: string) => boolean,
  /** Where the first phase begins. */
  phases: number,
): string[] {
  const found: string[] = []
  const tasks = stray.map((one) => one.task).sort((a, b) => a.start - b.start)
  const top =
    title === undefined
      ? undefined
      : passages.find(({ kind, text }) => kind === 'heading' && text.startsWith(title))
  let task = 0
  /** Level of the known heading that is open. */
  let known: number | undefined
  /** The heading that stands for all that is below it. */
  let unknown: Passage | undefined
  let said = false
  let underTitle = false
  let underPhases = false
  for (const passage of outside) {
    const { kind, level, text, line, start } = passage
    if (kind === 'heading') {
      // Below the title anything may be said; any other heading begins something of its own.
      const within = known !== undefined && level > known && !underTitle
      underTitle = passage === top
      if (!within) {
        underPhases = isPhasesTitle(text) && !underTitle
        known = underTitle || underPhases || isKnown(text) ? level : undefined
      }
      unknown = known === undefined ? passage : undefined
      said = false
      continue
    }
    while ((tasks[task]?.end ?? Number.POSITIVE_INFINITY) < start) task += 1
    // Between the phases stands nothing that the title, or "Phases", would explain.
    const listed = kind === 'item' || kind === 'row'
    if (listed && ((underTitle && start > phases) || (underPhases && !namesPhase(passage)))) known = undefined
    if (known !== undefined || said || (tasks[task]?.start ?? Number.POSITIVE_INFINITY) <= start) continue
    const head = unknown ?? passage
    found.push(`“${shorten(plainText(head.text), 60)}” in line ${unknown ? head.line : line}`)
    said = unknown !== undefined
  }
  return found
}

/** An entry of a list of the phases. */
const namesPhase = ({ kind, text, cells }: Passage): boolean =>
  phaseIn(kind === 'row' ? (cells[0] ?? '') : text, true) !== undefined ||
  phasesNamedIn(text).length > 0 ||
  /^\d*$/.test(cells[0] ?? '-')
