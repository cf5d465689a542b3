import { createHash } from 'node:crypto'
import { type DesignRequest, parseDesign } from '../design.ts'
import { PART_TITLES, PARTS, type Part } from '../parts.ts'
import { type Brief, readBrief } from './brief.ts'
import { inline } from './safe-text.ts'
import { writeArchitecture } from './sections/architecture.ts'
import { writeData } from './sections/data.ts'
import { writeInterfaces } from './sections/interfaces.ts'
import { writeObjectives } from './sections/objectives.ts'
import { writeOpenQuestions } from './sections/open-questions.ts'
import { writeRequirements } from './sections/requirements.ts'
import { writeRisks } from './sections/risks.ts'
import { writeSecurity } from './sections/security.ts'
import { writeSummary } from './sections/summary.ts'
import { writeTechStack } from './sections/tech-stack.ts'
import { writeTesting } from './sections/testing.ts'

const WRITERS: Record<Part, (brief: Brief) => string> = {
  summary: writeSummary,
  requirements: writeRequirements,
  objectives: writeObjectives,
  techStack: writeTechStack,
  architecture: writeArchitecture,
  data: writeData,
  interfaces: writeInterfaces,
  security: writeSecurity,
  risks: writeRisks,
  testing: writeTesting,
  openQuestions: writeOpenQuestions,
}

/**
 * A project design in the form of prompts/design.v2.md, by rules alone. The same request gives the same text, and no
 * two requests the same: the line under the title carries a mark made of the whole request.
 */
export function writeDesign(request: DesignRequest): string {
  const brief = readBrief(request, markOf(request))
  const title = `# ${inline(brief.name)}`
  const remark = `> Written by the demo model: by rules, without a language model (brief ${brief.mark}).`
  return `${[title, remark, ...PARTS.map((part) => section(part, brief))].join('\n\n')}\n`
}

/**
 * What is missing behind `kept`: to the byte the rest of what writeDesign writes where `kept` is its beginning, else
 * the parts that `kept` has not begun, for the requirements that stand in it.
 */
export function writeRest(request: DesignRequest, kept: string): string {
  const whole = writeDesign(request)
  if (whole.startsWith(kept)) return whole.slice(kept.length)
  const design = parseDesign(kept)
  const written = design.requirements.length > 0 ? design.requirements : undefined
  const brief = readBrief(request, markOf(request), written?.slice(0, MOST_WRITTEN))
  const begun = new Set(design.sections.map(({ part }) => part))
  const last = PARTS.findLastIndex((part) => begun.has(part))
  const parts = PARTS.slice(last + 1)
  const open = design.sections.at(-1)
  const bare = open?.part && kept.slice(open.start).trim().split('\n').length === 1
  const bodies = [
    ...(begun.size === 0 && design.title === undefined ? [`# ${inline(brief.name)}`] : []),
    ...(bare && open.part ? [WRITERS[open.part](brief)] : []),
    ...parts.map((part) => section(part, brief)),
  ]
  return bodies.length === 0 ? '' : `${separation(kept)}${bodies.join('\n\n')}\n`
}

/** Of a document by somebody else, whose requirements need no end. */
const MOST_WRITTEN = 60

const section = (part: Part, brief: Brief) => `## ${PART_TITLES[part]}\n\n${WRITERS[part](brief)}`

/** Closes a code block that `kept` leaves open, and begins a new paragraph. */
function separation(kept: string): string {
  if (kept.trim() === '') return ''
  let fence = ''
  for (const [, mark = ''] of kept.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (fence === '') fence = mark
    else if (mark.startsWith(fence)) fence = ''
  }
  const line = kept.endsWith('\n') ? '' : '\n'
  if (fence !== '') return `${line}${fence}\n\n`
  return kept.endsWith('\n\n') ? '' : `${line}\n`
}

const markOf = (request: DesignRequest) =>
  createHash('sha256')
    .update(
      JSON.stringify([
        request.projectName,
        request.requirements,
        request.languages,
        request.frameworks,
        request.apis,
      ]),
    )
    .digest('hex')
    .slice(0, 8)
