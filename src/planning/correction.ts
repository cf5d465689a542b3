import { parseDesign } from './design.ts'
import type { Finding } from './lint/finding.ts'
import { type Portion, portionsOf } from './portions.ts'
import { areas } from './sections.ts'

/** One section that is written anew because of what was found in it. */
export interface Edit {
  /** Key of the section. */
  section: string
  title: string
  /** Ids of the findings. */
  findings: string[]
  /** What they say, a sentence or two each. */
  reasons: string[]
}

/** What no section can be written anew for, and why: a sentence. */
export interface Beside {
  finding: string
  why: string
}

/** Found in a document, but only another one can mend it. */
const MENDED_ELSEWHERE: Record<string, string> = {
  'untraced-requirement': 'The plan has to cover it: bring the plan up to date.',
}

/** Whether writing something of its own document anew can mend it. */
export const isMendable = ({ rule }: Pick<Finding, 'rule'>): boolean => !Object.hasOwn(MENDED_ELSEWHERE, rule)

/** The sections of a document that findings in it concern, in the order of its text. */
export function editsFor(
  document: string,
  text: string,
  findings: readonly Finding[],
): { edits: Edit[]; beside: Beside[] } {
  const portions = portionsOf(document, text)
  const edits = new Map<string, Edit>()
  const beside: Beside[] = []
  for (const finding of findings) {
    const elsewhere = MENDED_ELSEWHERE[finding.rule]
    const portion = elsewhere === undefined ? portionFor(finding, document, text, portions) : undefined
    if (!portion) {
      const why =
        elsewhere ??
        'It concerns the whole document and no section of it: write that anew, or edit it by hand.'
      beside.push({ finding: finding.id, why })
      continue
    }
    const edit = edits.get(portion.key) ?? {
      section: portion.key,
      title: portion.title,
      findings: [],
      reasons: [],
    }
    edit.findings.push(finding.id)
    edit.reasons.push(reasonOf(finding))
    edits.set(portion.key, edit)
  }
  const order = portions.map(({ key }) => key)
  const sorted = [...edits.values()].sort((a, b) => order.indexOf(a.section) - order.indexOf(b.section))
  return { edits: sorted, beside }
}

function portionFor(
  { rule, place }: Finding,
  document: string,
  text: string,
  portions: readonly Portion[],
): Portion | undefined {
  const holding = (start: number) => portions.find((portion) => portion.start <= start && start < portion.end)
  // Said beside the requirement; what lacks it is the table of tests.
  if (rule === 'untested-requirement' && document === 'design') {
    const [testing] = areas(parseDesign(text).sections, 'testing')
    if (testing) return holding(testing.start) ?? holding(place.start)
  }
  return holding(place.start)
}

const reasonOf = ({ message, suggestion }: Finding): string =>
  [message, suggestion].filter(Boolean).join(' ').replace(/\s+/g, ' ')
