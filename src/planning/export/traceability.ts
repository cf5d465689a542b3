import { inCell } from './escape.ts'
import type { ExportProject } from './project.ts'

/** Which requirement is served by which tasks and found to hold by which checks, as a table in Markdown. */
export function traceability({ title, needs, trace }: ExportProject): string {
  const rows = new Map(trace.matrix.map((row) => [row.requirement, row]))
  const cells = (ids: readonly string[]): string => ids.map(inCell).join(', ') || 'none'
  const table = needs.map(({ id, text, tasks }) => {
    const row = rows.get(id.replace(/ \(\d+\)$/, ''))
    return `| ${inCell(id)} | ${inCell(text)} | ${cells(row?.phases ?? [])} | ${cells(tasks.map((task) => task.id))} | ${cells(row?.checks ?? [])} |`
  })
  const orphans = trace.orphans.map(({ message }) => `- ${inCell(message)}`)
  return [
    `# ${inCell(title)}: what serves what`,
    '',
    ...(needs.length > 0
      ? [
          '| Requirement | What it says | Phases | Tasks | Checks |',
          '| --- | --- | --- | --- | --- |',
          ...table,
        ]
      : ['No requirement could be read from the design.']),
    ...(orphans.length > 0 ? ['', '## What lacks its counterpart', '', ...orphans] : []),
    '',
  ].join('\n')
}
