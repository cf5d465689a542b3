import { agents } from './export/agents.ts'
import { githubIssues } from './export/github.ts'
import { kiro } from './export/kiro.ts'
import { markdown } from './export/markdown.ts'
import { openspec } from './export/openspec.ts'
import { type ExportMaterial, type ExportProject, readExport } from './export/project.ts'
import { specKit } from './export/spec-kit.ts'
import { taskMaster } from './export/task-master.ts'

/** A project as files that other tools read. What a tool has no place for is said, and goes along as it was written. */

export type { ExportMaterial } from './export/project.ts'

export interface ExportFile {
  /** Relative, with `/`; inside the folder that a person works in. */
  path: string
  text: string
}

export interface Draft {
  files: ExportFile[]
  /** What could not be carried over, each in a sentence. */
  problems: string[]
}

/** A tool that takes a project over. */
export interface Target {
  id: string
  title: string
  /** What somebody does with the files, in a sentence. */
  purpose: string
  write(project: ExportProject): Draft
  /** What of the files the tool would not take by its own rules; nothing for files that `write` has made. */
  check(files: readonly ExportFile[]): string[]
}

export const TARGETS: readonly Target[] = [
  markdown,
  agents,
  specKit,
  openspec,
  kiro,
  taskMaster,
  githubIssues,
]

export interface Exported extends Draft {
  target: Target
}

/** For each target the files and what they lack. Never throws; the same project gives the same bytes. */
export function exportAll(material: ExportMaterial): Exported[] {
  const project = readExport(material)
  return TARGETS.map((target) => exportFor(target, project))
}

/** Nothing for a target that there is not. */
export function exportOne(id: string, material: ExportMaterial): Exported | undefined {
  const target = TARGETS.find((each) => each.id === id)
  return target && exportFor(target, readExport(material))
}

function exportFor(target: Target, project: ExportProject): Exported {
  const { files, problems } = target.write(project)
  const wellFormed = files.map(({ path, text }) => ({ path, text: text.toWellFormed() }))
  const broken = target.check(wellFormed).map((fault) => `${target.title} would not take it: ${fault}`)
  return { target, files: wellFormed, problems: [...new Set([...project.problems, ...problems, ...broken])] }
}
