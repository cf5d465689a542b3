import { type Block, Blocks } from '../markdown/blocks.ts'
import { type Design, parseDesign } from './design.ts'
import { type Stage, type Statement, stageOf } from './lint/block-view.ts'
import type { DocumentView } from './lint/document-view.ts'
import { type Earlier, earlierOf, NOTHING_EARLIER } from './lint/earlier.ts'
import type { Finding } from './lint/finding.ts'
import { Findings } from './lint/findings.ts'
import { inOrder, sectionAt } from './lint/order.ts'
import { inStages, type ProjectView } from './lint/project-view.ts'
import { Reader } from './lint/reader.ts'
import type { Depth, Fault, Rule } from './lint/rule.ts'
import { RULES } from './lint/rules.ts'
import type { Plan } from './plan.ts'

/** Finds by rules what is wrong in the documents of a project. */

export type { Finding } from './lint/finding.ts'
export { type Mute, type MutedFinding, withoutMuted } from './lint/findings.ts'

/** What is taken apart already need not be taken apart again: it must be that of the text. */
export interface LintProject {
  /** By their documents' keys: `brief`, `design`, `plan`, `phase-3` … */
  texts: Record<string, string>
  design?: Design
  plan?: Plan
  depth?: Depth
}

/**
 * Judges a document while it is written. The same text in any blocks gives the same findings, and those of `block` and
 * `end` together are those of `lintDocument`.
 */
export class LintStream {
  private readonly reader: Reader
  private readonly findings = new Findings()
  private readonly sources: string[] = []
  private readonly statements: Statement[] = []
  private readonly stage: Stage
  private readonly earlier: Earlier

  /** `before` holds what is written already; the document's own entry in it, if there is one, is not looked at. */
  constructor(
    private readonly document: string,
    private readonly before: LintProject = { texts: {} },
  ) {
    this.stage = stageOf(document)
    this.earlier = FROM_DESIGN.has(this.stage) ? earlierOf(designOf(before)) : NOTHING_EARLIER
    this.reader = new Reader(document, this.earlier)
  }

  /** What the rules say of a closed block. Blocks come in the document's order, without gaps. */
  block(block: Block): Finding[] {
    const view = this.reader.read(block)
    this.sources.push(block.source)
    for (const statement of view.statements) this.statements.push(statement)
    return this.collect((rule) => rule.block?.(view))
  }

  /** What only the whole tells. Nothing comes after it. */
  end(): Finding[] {
    const view = this.view()
    return this.collect((rule) => rule.document?.(view))
  }

  /** The document as far as it has come. */
  view(): DocumentView {
    const text = this.sources.join('')
    const { document: key, stage, statements, earlier, before } = this
    const view: DocumentView = { key, stage, text, statements, earlier, depth: before.depth }
    if (stage === 'design') view.design = before.design?.markdown === text ? before.design : parseDesign(text)
    return view
  }

  private collect(look: (rule: Rule) => Iterable<Fault> | undefined): Finding[] {
    const found: Finding[] = []
    for (const rule of RULES) {
      for (const fault of look(rule) ?? []) {
        const section = sectionAt(this.statements, fault.start)
        const finding = this.findings.make(rule, this.document, fault, section)
        if (finding) found.push(finding)
      }
    }
    return inOrder(found)
  }
}

/** Stages whose documents are written from the design. */
const FROM_DESIGN = new Set<Stage>(['plan', 'phase', 'handoff'])

const designOf = ({ design, texts }: LintProject): Design | undefined =>
  design ?? (texts.design === undefined ? undefined : parseDesign(texts.design))

/** What the rules for blocks and documents say of one document, in the order of its text. */
export const lintDocument = (document: string, text: string, before?: LintProject): Finding[] =>
  readThrough(document, text, before).found

function readThrough(
  document: string,
  text: string,
  before: LintProject | undefined,
): { found: Finding[]; view: DocumentView } {
  const stream = new LintStream(document, before)
  const blocks = new Blocks()
  const ofBlocks = [...blocks.push(text), ...blocks.end()].flatMap((block) => stream.block(block))
  return { found: inOrder([...ofBlocks, ...stream.end()]), view: stream.view() }
}

/** What all rules say of all documents, in the order of the stages and of each text. */
export function lintProject(project: LintProject): Finding[] {
  const design = designOf(project)
  const known: LintProject = { ...project, design }
  const read = inStages(Object.keys(project.texts)).map((key) =>
    readThrough(key, project.texts[key] ?? '', known),
  )
  const documents = read.map(({ view }) => view)
  const view: ProjectView = { documents, design, depth: project.depth }
  const findings = new Findings()
  const found = new Map(read.map((one) => [one.view.key, one.found]))
  for (const rule of RULES) {
    for (const fault of rule.project?.(view) ?? []) {
      const { key = 'design', statements = [] } =
        documents.find(({ key: one }) => one === fault.document) ?? {}
      const finding = findings.make(rule, key, fault, sectionAt(statements, fault.start))
      if (finding) found.get(key)?.push(finding)
    }
  }
  return [...found.values()].flatMap(inOrder)
}
