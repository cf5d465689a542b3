import type { ExportFile, Target } from '../export.ts'
import { sources } from './sources.ts'
import { traceability } from './traceability.ts'

/** The documents as they are, with what code makes of them. */
export const markdown: Target = {
  id: 'markdown',
  title: 'Markdown',
  purpose: 'Read, print or publish the documents; each can be had alone.',
  write: (project) => ({
    files: [
      ...sources(project, ''),
      { path: 'HANDOFF.md', text: project.handoff },
      { path: 'TRACEABILITY.md', text: traceability(project) },
    ],
    problems: [],
  }),
  check: checkFiles,
}

/** What holds for files of every target. */
export function checkFiles(files: readonly ExportFile[]): string[] {
  const paths = files.map(({ path }) => path)
  const twice = paths.filter((path, at) => paths.indexOf(path) !== at)
  const outside = paths.filter((path) => /^[/\\]|\\|\0|(?:^|\/)\.\.?(?:\/|$)/.test(path))
  return [
    ...twice.map((path) => `${path} is written twice.`),
    ...outside.map((path) => `${path} leads outside.`),
    ...(files.length === 0 ? ['there is no file.'] : []),
  ]
}
