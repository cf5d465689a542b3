import { type Block, Blocks } from '../markdown/blocks.ts'
import { type Design, parseDesign } from './design.ts'
import { type Stage, type Statement, stageOf } from './lint/block-view.ts'
import { type DocumentView, tasksIn } from './lint/document-view.ts'
import { type Earlier, earlierOf } from './lint/earlier.ts'
import type { Finding } from './lint/finding.ts'
import { Findings } from './lint/findings.ts'
import { inOrder, sectionAt } from './lint/order.ts'
import { inStages, type ProjectView, phaseNumber } from './lint/project-view.ts'
import { Reader } from './lint/reader.ts'
import type { Depth, Fault, Rule } from './lint/rule.ts'
import { RULES } from './lint/rules.ts'
import { type PhasePlan, parsePhasePlan } from './phase-plan.ts'
import { type Plan, parsePlan } from './plan.ts'

/** Finds by rules what is wrong in the documents of a project. */

export type { Finding } from './lint/finding.ts'
export { type Mute, type MutedFinding, withoutMuted } from './lint/findings.ts'

/** What is taken apart already need not be taken apart again; it counts only where it is that of the text. */
export interface LintProject {
  /** By their documents' keys: `brief`, `design`, `plan`, `phase-3` … */
  texts: Record<string, string>
  design?: Design
  plan?: Plan
  phases?: PhasePlan[]
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

  /** `written` holds the documents that this one is written from. */
  constructor(
    private readonly document: string,
    private readonly written: LintProject = { texts: {} },
  ) {
    this.stage = stageOf(document)
    this.earlier = earlierThan(this.stage, written)
    this.reader = new Reader(document, this.earlier)
  }

  /** What the rules say of a closed block. Blocks come in the document's order, without gaps. */
  block(block: Block): Finding[] {
    const view = this.reader.read(block)
    this.sources.push(block.source)
    for (const statement of view.statements) this.statements.push(statement)
    return this.collect(OF_BLOCKS, (rule) => rule.block?.(view))
  }

  /** What only the whole tells. Nothing comes after it. */
  end(): Finding[] {
    const view = this.view()
    return this.collect(OF_DOCUMENTS, (rule) => rule.document?.(view))
  }

  /** The document as far as it has come. */
  view(): DocumentView {
    const { document: key, stage, statements, earlier, written } = this
    const text = this.sources.join('')
    const { depth } = written
    const view: DocumentView = {
      key,
      stage,
      text,
      statements,
      earlier,
      depth,
      phases: [],
      tasks: [],
      missing: [],
    }
    if (stage === 'design') {
      view.design = written.design?.markdown === text ? written.design : parseDesign(text)
      view.missing = view.design.missing
    } else if (stage === 'plan') {
      view.plan = written.plan?.markdown === text ? written.plan : parsePlan(text)
      view.phases = view.plan.phases
      view.missing = view.plan.missing
    } else if (stage === 'phase') {
      const number = phaseNumber(key)
      const known = written.phases?.find((phase) => phase.number === number && phase.markdown === text)
      const { title = '', missing, ...phase } = known ?? parsePhasePlan(text, number)
      view.phases = [{ ...phase, title, start: 0, end: text.length }]
      view.missing = missing
    }
    view.tasks = tasksIn(view.phases)
    return view
  }

  private collect(rules: readonly Rule[], look: (rule: Rule) => Iterable<Fault> | undefined): Finding[] {
    const found: Finding[] = []
    for (const rule of rules) {
      if (this.findings.isEnough(rule, this.document)) continue
      for (const fault of look(rule) ?? []) {
        const section = sectionAt(this.statements, fault.start)
        const finding = this.findings.make(rule, this.document, fault, section)
        if (!finding) break
        found.push(finding)
      }
    }
    return inOrder(found)
  }
}

const OF_BLOCKS = RULES.filter(({ block }) => block !== undefined)
const OF_DOCUMENTS = RULES.filter(({ document }) => document !== undefined)
const OF_PROJECTS = RULES.filter(({ project }) => project !== undefined)

/** What the documents have laid down that one of this stage is written from. */
function earlierThan(stage: Stage, { texts, design, plan }: LintProject): Earlier {
  if (stage !== 'plan' && stage !== 'phase' && stage !== 'handoff') return {}
  const ofDesign = design ?? (texts.design === undefined ? undefined : parseDesign(texts.design))
  if (stage === 'plan') return earlierOf(ofDesign, undefined)
  return earlierOf(ofDesign, plan ?? (texts.plan === undefined ? undefined : parsePlan(texts.plan)))
}

/** What the rules for blocks and documents say of one document, in the order of its text. */
export const lintDocument = (document: string, text: string, written?: LintProject): Finding[] =>
  readThrough(document, text, written).found

interface Read {
  found: Finding[]
  view: DocumentView
}

function readThrough(document: string, text: string, written: LintProject | undefined): Read {
  const stream = new LintStream(document, written)
  const blocks = new Blocks()
  const ofBlocks = [...blocks.push(text), ...blocks.end()].flatMap((block) => stream.block(block))
  return { found: inOrder([...ofBlocks, ...stream.end()]), view: stream.view() }
}

/** What all rules say of all documents, in the order of the stages and of each text. */
export function lintProject(project: LintProject): Finding[] {
  const known = takenApart(project)
  const read = inStages(Object.keys(project.texts)).map((key) =>
    readThrough(key, project.texts[key] ?? '', known),
  )
  const documents = read.map(({ view }) => view)
  const { design, plan, depth } = known
  const view: ProjectView = { documents, design, plan, depth }
  const found = new Map(read.map((one) => [one.view.key, one.found]))
  const findings = new Findings()
  for (const rule of OF_PROJECTS) {
    for (const fault of rule.project?.(view) ?? []) {
      const document = documents.find(({ key }) => key === fault.document) ?? documents[0]
      if (!document) continue
      const section = sectionAt(document.statements, fault.start)
      const finding = findings.make(rule, document.key, fault, section)
      if (finding) found.get(document.key)?.push(finding)
    }
  }
  return [...found.values()].flatMap(inOrder)
}

/** Each text is taken apart once, whatever was given: what does not belong to its text is not used. */
function takenApart(project: LintProject): LintProject {
  const { texts } = project
  const known: LintProject = { texts, depth: project.depth, phases: [] }
  if (texts.design !== undefined)
    known.design = project.design?.markdown === texts.design ? project.design : parseDesign(texts.design)
  if (texts.plan !== undefined)
    known.plan = project.plan?.markdown === texts.plan ? project.plan : parsePlan(texts.plan)
  for (const [key, text] of Object.entries(texts)) {
    if (stageOf(key) !== 'phase') continue
    const number = phaseNumber(key)
    const given = project.phases?.find((phase) => phase.number === number && phase.markdown === text)
    known.phases?.push(given ?? parsePhasePlan(text, number))
  }
  return known
}
