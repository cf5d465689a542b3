import { withBareLines } from './bare-lines.ts'
import { entriesIn } from './entries.ts'
import { plainText, shorten } from './inline.ts'
import { findMissing } from './missing.ts'
import { outline } from './outline.ts'
import type { Part } from './parts.ts'
import { type Passage, passages, passagesBetween } from './passages.ts'
import { documentStart } from './plan/text.ts'
import { definitionIn } from './requirement-id.ts'
import { countRequirements, REQUIREMENTS, type Requirements, readRequirements } from './requirements.ts'
import { readRisks } from './risks.ts'
import { areas, readSections } from './sections.ts'
import { readTechStack } from './tech-stack.ts'

/** A project design: what is asked for, and the text that a model wrote, taken apart by code. */

/** What a person asked for, checked and cleaned (see routes/design-request). */
export interface DesignRequest {
  projectName: string
  requirements: string
  languages: string[]
  frameworks: string[]
  apis: string[]
  /** How long the document may be; absent where nobody has judged it. */
  words?: number
}

/** The document, taken apart. Offsets are UTF-16 code units of `markdown`. */
export interface Design {
  /** The model's text, to the byte. */
  markdown: string
  title?: string
  /** In the text's order; deeper ones lie inside those above. At most 500. */
  sections: Section[]
  /** In the text's order, at most 1,000. An id can occur twice; then `missing` says so. */
  requirements: Requirement[]
  /** This and the lists below: plain text, what is nested on lines of its own; at most 200 entries. */
  objectives: string[]
  techStack: Choice[]
  risks: Risk[]
  openQuestions: string[]
  /** What the document should have and has not, each named in a sentence; empty for a whole one. */
  missing: Missing[]
}

export interface Section {
  /** The fixed part it is, if it is one. */
  part?: Part
  /** Further parts that its title names: "Data and interfaces". */
  also?: Part[]
  title: string
  /** 1 to 6; 7 where a line of bold text, or a name and a colon, stands for a heading. */
  level: number
  start: number
  end: number
}

export interface Requirement {
  /** R-1 however the text spells it (R1, REQ-01 …); FR-1 and NFR-1 where it numbers such lists; below R-1. */
  id: string
  /** Plain text, without the id; what is nested in it follows on lines of its own. At most 2,000 code units. */
  text: string
  start: number
  end: number
}

export interface Choice {
  choice: string
  role?: string
  reason?: string
}

export interface Risk {
  risk: string
  mitigation?: string
  likelihood?: string
  impact?: string
}

export interface Missing {
  /** Stable, for programs: see missing.ts. */
  code: string
  message: string
}

const SECTIONS = 500
const ENTRIES = 200
const ENTRY_LENGTH = 1000

/** Takes a design apart, whole or as far as it is written. Never throws; linear in the text's length. */
export function parseDesign(markdown: string): Design {
  const text = outline(markdown, documentStart(markdown))
  const all = passages(text, (line, above) => {
    if (BOLD_LINE.test(line)) return true
    const definition = definitionIn(line)
    // `R-2 The clerk …` is one of a list where the line above begins like it.
    return definition !== undefined && (definition.strong || definitionIn(above.trim()) !== undefined)
  })
  const { title, sections, tooMany } = readSections(text, SECTIONS)
  const inPart = (part: Part): Passage[] =>
    areas(sections, part).flatMap(({ start, end }) =>
      passagesBetween(all, start, end).filter((passage) => passage.start !== start),
    )
  const listed = (part: Part): Passage[] => withBareLines(inPart(part), text)
  const requirements = findRequirements(all, sections, inPart('requirements'))
  const lists = {
    requirements: requirements.list.slice(0, REQUIREMENTS),
    objectives: readList(listed('objectives')).slice(0, ENTRIES),
    techStack: readTechStack(listed('techStack')).slice(0, ENTRIES),
    risks: readRisks(inPart('risks')).slice(0, ENTRIES),
    openQuestions: readList(listed('openQuestions'))
      .filter((question) => !NONE.test(question))
      .slice(0, ENTRIES),
  }
  const design: Design = { markdown, title: title ?? labelledTitle(all), sections, ...lists, missing: [] }
  const cut = tooMany || requirements.list.length > REQUIREMENTS
  design.missing = findMissing({ design, outline: text, passages: all, requirements, inPart, cut })
  return design
}

/** `Project: Shelf` in front of the first heading. */
function labelledTitle(all: Passage[]): string | undefined {
  const first = all.find(({ kind }) => kind === 'paragraph' || kind === 'heading')
  if (first?.kind !== 'paragraph') return undefined
  const name = TITLE_LABEL.exec(first.text.slice(0, 200))?.[1]
  return name === undefined ? undefined : plainText(name)
}

const TITLE_LABEL =
  /^[\s*_]*(?:project(?: name| title)?|title|name|projekt(?:name)?|projet|proyecto|项目(?:名称)?|プロジェクト名?|名称)[*_]*\s?[:：][\s*_]*(\S.{0,99}?)[\s*_]*$/iu

/** Right below a list it begins a group of its own. */
const BOLD_LINE = /^\*\*[^*]{1,120}\*\*:?$/

/** Where no part is called so, whatever is marked as a requirement is taken, but not where tests list them. */
function findRequirements(all: Passage[], sections: Section[], inPart: Passage[]): Requirements {
  const named = readRequirements(inPart)
  if (named.list.length > 0) return named
  const testing = areas(sections, 'testing')
  let area = 0
  const elsewhere = all.filter(({ start }) => {
    while ((testing[area]?.end ?? Number.POSITIVE_INFINITY) <= start) area += 1
    return start < (testing[area]?.start ?? Number.POSITIVE_INFINITY)
  })
  const found = readRequirements(elsewhere.filter((passage) => !isMention(passage)))
  return found.list.length > 0 ? found : countRequirements(inPart)
}

const isMention = ({ text, kind }: Passage) => kind !== 'row' && definitionIn(text)?.strong === false

const NONE = /^\W*(?:none|no open|nothing|n\/a|keine|aucune|ninguna|无|無|なし|没有)/i

function readList(passages: Passage[]): string[] {
  const texts = entriesIn(passages, () => false).map(({ head, body }) => {
    const said = head.kind === 'row' ? head.cells.filter((cell) => !/^\d*$/.test(cell)).join(': ') : head.text
    const all = [said, ...body.map((passage) => passage.text)]
    return shorten(plainText(all.join('\n')), ENTRY_LENGTH)
  })
  return texts.filter((text) => text !== '')
}
