import { Html } from '@elysiajs/html'
import type { Inspection } from '../src/projects/inspection.ts'
import type { Correction } from '../src/store/corrections.ts'
import { CorrectionLoop, canBeCorrected } from './correction.tsx'
import { FindingsPart } from './inspection.tsx'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

/** Seconds between two looks of a browser without JavaScript while a document is corrected. */
const REFRESH = 3

/** All that is found in a project, and what can be done about it. */
export function FindingsPage({
  shell,
  inspection,
  correction,
  remark,
}: {
  shell: Shell
  inspection: Inspection
  correction?: Correction
  remark?: string
}): JSX.Element {
  const { path, steps } = shell.rail
  const written = steps.filter(({ document, version }) => version !== undefined && canBeCorrected(document))
  const isGoing = correction?.state === 'going'
  return (
    <ProjectShell
      shell={shell}
      title={shellTitle('Findings', shell)}
      refresh={isGoing ? REFRESH : undefined}
      refreshTo={`${path}/findings`}
      remark={remark}
    >
      <h1>Findings</h1>
      <FindingsPart path={path} inspection={inspection} />
      <CorrectionLoop
        path={path}
        correction={correction}
        documents={written.map(({ document }) => document)}
      />
    </ProjectShell>
  )
}
