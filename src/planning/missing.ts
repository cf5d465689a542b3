import { cutOff } from './cut-off.ts'
import type { Design, Missing } from './design.ts'
import { shorten } from './inline.ts'
import type { Outline } from './outline.ts'
import { PART_TITLES, PARTS, type Part } from './parts.ts'
import type { Passage } from './passages.ts'
import { placeholders } from './placeholders.ts'
import { findIdFaults } from './requirement-faults.ts'
import type { Requirements } from './requirements.ts'
import { areas } from './sections.ts'
import { inFront, unlistedIn } from './unlisted.ts'

/** A design whose other fields are read, and what they were read from. */
export interface Reading {
  design: Design
  outline: Outline
  passages: Passage[]
  requirements: Requirements
  inPart(part: Part): Passage[]
  /** The text has more sections or requirements than are read. */
  cut: boolean
}

/**
 * What a design lacks. Codes:
 * `text:empty` · `text:open-code-block` · `text:cut-off` · `text:placeholder` · `text:too-long` · `title` ·
 * `part:PART` (is not there) · `empty:PART` (a heading with nothing below) ·
 * `requirements:none` `:ids` `:unnamed` `:empty` `:duplicate` `:gap` `:undefined` `:series` · `testing:requirements` ·
 * `parts:unread` · `objectives:none` · `techStack:none` `:reasons` · `risks:none` `:mitigations`
 */
export function findMissing(reading: Reading): Missing[] {
  const { design } = reading
  if (design.markdown.trim() === '') return [{ code: 'text:empty', message: 'The text is empty.' }]
  return [...inText(reading), ...inParts(reading), ...findIdFaults(reading), ...inLists(reading)]
}

function* inText({ design, outline, passages, inPart, cut }: Reading): Generator<Missing> {
  const { openFence } = outline
  if (openFence)
    yield {
      code: 'text:open-code-block',
      message: `The code block that begins in line ${openFence.number} is never closed.`,
    }
  const end = cutOff(outline, passages)
  if (end) yield { code: 'text:cut-off', message: end }
  const found = placeholders(passages, inPart('openQuestions'))
  if (found.length > 0) {
    const places = found.map(({ text, line }) => `“${text}” in line ${line}`)
    yield { code: 'text:placeholder', message: `Something was left to be filled in: ${listed(places)}.` }
  }
  if (cut)
    yield {
      code: 'text:too-long',
      message: 'The text has more sections or requirements than are read; the last ones are not.',
    }
  if (design.title === undefined) yield { code: 'title', message: 'The document has no title.' }
}

function* inParts({ design, inPart }: Reading): Generator<Missing> {
  for (const part of PARTS) {
    const sections = areas(design.sections, part)
    const title = PART_TITLES[part]
    if (sections.length === 0) yield { code: `part:${part}`, message: `The part “${title}” is missing.` }
    else if (!inPart(part).some(({ kind }) => kind !== 'heading') && !sections.some(hasCode(design.markdown)))
      yield {
        code: `empty:${part}`,
        message: `Nothing stands below the heading “${shorten(sections[0]?.title ?? title, 80)}”.`,
      }
  }
}

const hasCode =
  (markdown: string) =>
  ({ start, end }: { start: number; end: number }): boolean =>
    /```|~~~/.test(markdown.slice(start, end))

function* inLists({ design, inPart, requirements, passages }: Reading): Generator<Missing> {
  const { objectives, techStack, risks } = design
  const filled = (part: Part) => inPart(part).some(({ kind }) => kind !== 'heading')
  if (objectives.length === 0 && filled('objectives'))
    yield { code: 'objectives:none', message: 'No objective could be read from its part.' }
  if (techStack.length === 0 && filled('techStack'))
    yield { code: 'techStack:none', message: 'No choice could be read from the tech stack.' }
  const unfounded = techStack.filter(({ reason }) => !reason).map(({ choice }) => `“${shorten(choice, 60)}”`)
  if (unfounded.length > 0)
    yield { code: 'techStack:reasons', message: `No reason is given for ${listed(unfounded)}.` }
  if (risks.length === 0 && filled('risks'))
    yield { code: 'risks:none', message: 'No risk could be read from its part.' }
  const open = risks.filter(({ mitigation }) => !mitigation).map(({ risk }) => `“${shorten(risk, 60)}”`)
  if (open.length > 0)
    yield { code: 'risks:mitigations', message: `Nothing is planned against ${listed(open)}.` }
  const unlisted = [...inFront(design, passages), ...unlistedIn(design, inPart, requirements.unnamed)]
  if (unlisted.length > 0)
    yield {
      code: 'parts:unread',
      message: `Stands in front of the document, or in a part that is a list and in none of its entries: ${listed(unlisted)}.`,
    }
}

const NAMED = 8

/** The first few, and how many there are besides. */
export function listed(names: string[]): string {
  const more = names.length - NAMED
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
}
