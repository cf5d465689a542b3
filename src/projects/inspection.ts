import { parseDesign } from '../planning/design.ts'
import { type Finding, lintProject, type Mute, type MutedFinding, withoutMuted } from '../planning/lint.ts'
import { parsePhasePlan } from '../planning/phase-plan.ts'
import { parsePlan } from '../planning/plan.ts'
import { type Saying, sayingsOf } from '../planning/sayings.ts'
import { type Trace, traceProject } from '../planning/trace.ts'
import type { Version } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import { phaseOf } from './document-keys.ts'
import type { Past } from './freshness.ts'
import { complexityOf } from './judgement.ts'
import { briefOf } from './orders.ts'
import { reviewFindings } from './review-findings.ts'

/** What code finds in a project's documents, and what a model's review has found. */
export interface Inspection {
  findings: Finding[]
  muted: MutedFinding[]
  trace: Trace
  /** What ids stand for. */
  sayings: Saying[]
}

type Found = Omit<Inspection, 'muted'>

const KEPT = 32

/** Inspects projects; one whose documents are as they were is not read again, since a page may ask every two seconds. */
export class Inspector {
  /** By project, the last asked for at the end. */
  private readonly kept = new Map<string, { state: string; found: Found }>()

  inspect(
    project: Project,
    newest: ReadonlyMap<string, Version>,
    mutes: readonly Mute[],
    past: Past,
  ): Inspection {
    const versions = [...newest.values()].map(({ document, number }) => `${document} ${number}`).sort()
    const state = JSON.stringify([project.name, project.wishes, project.overrule, versions])
    const known = this.kept.get(project.id)
    const found = known?.state === state ? known.found : find(project, newest, past)
    this.kept.delete(project.id)
    this.kept.set(project.id, { state, found })
    const [oldest] = this.kept.keys()
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest)
    return { ...withoutMuted(found.findings, mutes), trace: found.trace, sayings: found.sayings }
  }
}

function find(project: Project, newest: ReadonlyMap<string, Version>, past: Past): Found {
  const {
    questions: _,
    review: __,
    answers,
    ...texts
  } = Object.fromEntries([...newest].map(([key, { text }]) => [key, text]))
  // Answers are judged as part of the brief, which is what everything is written from.
  const own = texts.brief?.length ?? 0
  const brief = briefOf(newest)
  if (brief !== undefined) texts.brief = brief
  const design = texts.design === undefined ? undefined : parseDesign(texts.design)
  const plan = texts.plan === undefined ? undefined : parsePlan(texts.plan)
  const phases = Object.entries(texts).flatMap(([key, text]) => {
    const number = phaseOf(key)
    return number === undefined ? [] : [parsePhasePlan(text, number)]
  })
  const { depth } = complexityOf(project, texts.brief ?? '')
  const byRules = lintProject({ texts, design, plan, phases, depth }).map((finding) =>
    finding.place.document === 'brief' && finding.place.start >= own && answers !== undefined
      ? { ...finding, place: { document: 'answers', start: 0, end: answers.length } }
      : finding,
  )
  return {
    findings: together(byRules, reviewFindings(newest, past)),
    trace: traceProject({ design, plan, phases }),
    sayings: sayingsOf({ design, plan, phases }),
  }
}

/** In the order of the documents, a model's behind the rules'. */
function together(byRules: readonly Finding[], byModel: readonly Finding[]): Finding[] {
  const documents = new Map([...byRules, ...byModel].map(({ place }) => [place.document, [] as Finding[]]))
  for (const finding of [...byRules, ...byModel]) documents.get(finding.place.document)?.push(finding)
  return [...documents.values()].flat()
}
