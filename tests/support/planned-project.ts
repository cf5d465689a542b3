import { readChanges } from '../../src/planning/changes.ts'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import { readPhaseRequest, readRevisionRequest } from '../../src/planning/prompts.ts'
import type { RevisionRequest } from '../../src/planning/revision-request.ts'
import type { TestApp } from './app.ts'
import type { Script, SeenRequest } from './model-server.ts'
import { until } from './runs.ts'

/** A design of 20 requirements, of which each phase of the plan takes four and names no other. */

const THINGS = ['gate', 'lamp', 'pump', 'valve', 'sensor', 'door', 'heater', 'fan', 'camera', 'siren']
const STATEMENTS = THINGS.flatMap((thing) => [
  `The keeper opens the page of a ${thing} and sees its state of the last minute.`,
  `The keeper switches a ${thing} off, and it is off within two seconds.`,
])
export const IDS = STATEMENTS.map((_, at) => `R-${at + 1}`)

export const DESIGN = `# Greenhouse

## Summary

Keepers of a greenhouse watch and switch its devices from one page.

## Requirements

${STATEMENTS.map((text, at) => `- **R-${at + 1}**: ${text}`).join('\n')}

## Objectives

- Every switch is answered within two seconds; measured by the log.

## Tech stack

| Choice | Role | Reason |
| --- | --- | --- |
| TypeScript | Language | One language on both sides. |
| Vitest | Tests | One command. |

## Architecture

- **Panel** draws the pages (R-1, R-3, R-5).
- **Switchboard** talks to the devices (R-2, R-4, R-6).

## Data

| Entity | Fields |
| --- | --- |
| device | id, kind, state |

## Interfaces

| Way | Output |
| --- | --- |
| GET /devices | the list |

## Security

- Keepers sign in with a key.

## Risks and mitigations

| Risk | Likelihood | Impact | Mitigation |
| --- | --- | --- | --- |
| A device is silent | Medium | High | Show its age after one minute. |

## Testing

| Requirement | Test |
| --- | --- |
${IDS.map((id) => `| ${id} | A fake device tells what ${id} saw. |`).join('\n')}

## Open questions

None.
`

const phase = (number: number): string => {
  const ids = IDS.slice((number - 1) * 4, number * 4)
  const tasks = ids.map((id, at) =>
    [
      `- **T-${number}.${at + 1}**: Build and test: ${STATEMENTS[(number - 1) * 4 + at]?.replace(/\.$/, '')}. (${id})`,
      `  - Check: the test of ${id} passes.`,
      `  - Depends on: ${at > 0 ? `T-${number}.${at}` : 'none'}`,
      `  - Files: \`src/${id.toLowerCase()}.ts\``,
    ].join('\n'),
  )
  return `## Phase ${number}: Devices, part ${number}

- **Goal**: The devices of part ${number} can be watched and switched.
- **Requirements**: ${ids.join(', ')}
- **Depends on**: ${number > 1 ? `Phase ${number - 1}` : 'none'}
- **Estimate**: 4 days

### Tasks

${tasks.join('\n')}
`
}

export const PLAN = `# Greenhouse: development plan

## Approach

The devices come in five parts, each of which runs at its end.

${[1, 2, 3, 4, 5].map(phase).join('\n')}`

/** The last user's message of a request. */
export function askedOf({ body }: SeenRequest): string {
  const { messages } = body as { messages: { role: string; content: string }[] }
  return messages.findLast(({ role }) => role === 'user')?.content ?? ''
}

/** What a request asks to be written anew; nothing where it asks for something else. */
export const revisionAsked = (request: SeenRequest): RevisionRequest | undefined =>
  readRevisionRequest(askedOf(request))

/** Answers each stage of the project above. */
export function answerOf(request: SeenRequest): Script {
  const asked = askedOf(request)
  const revision = readRevisionRequest(asked)
  if (revision) return { deltas: inPieces(writeRevision(revision)) }
  const phaseAsked = readPhaseRequest(asked)
  if (phaseAsked) return { deltas: inPieces(writePhase(phaseAsked)) }
  return { deltas: inPieces(asked.startsWith('Write the development plan') ? PLAN : DESIGN) }
}

export const inPieces = (text: string): string[] => text.match(/[\s\S]{1,97}/g) ?? []

/** What has changed for a request, in a line each. */
export const changesOf = (request: RevisionRequest): string[] =>
  readChanges(request.changes).map(({ what, was, is }) => `${what}: ${was ?? '-'} > ${is ?? '-'}`)

/** Makes the project and has the documents written. */
export async function plannedProject(
  app: TestApp,
  keys: readonly string[] = ['design', 'plan'],
): Promise<string> {
  app.model.otherwise(answerOf)
  const made = await app.post('/api/projects', { name: 'Greenhouse', brief: 'Watch and switch devices.' })
  const { project } = (await made.json()) as { project: { id: string } }
  for (const key of keys) {
    await app.post(`/api/projects/${project.id}/documents/${key}/write`, {})
    await until(async () => (await stateOf(app, project.id, key)).state === 'done')
  }
  return project.id
}

export interface StepState {
  document: string
  state: string
  why?: string
  whole?: boolean
  proposals?: number
  stale?: { key: string; title: string; reasons: string[] }[]
}

export async function stateOf(app: TestApp, id: string, key: string): Promise<StepState> {
  const { steps } = (await (await app.api(`/api/projects/${id}`)).json()) as { steps: StepState[] }
  return steps.find(({ document }) => document === key) ?? { document: key, state: 'not there' }
}

export const textOf = (app: TestApp, id: string, key: string): string =>
  app.parts.documents.version(id, key)?.text ?? ''

/** A person's edit of the newest version. */
export async function edit(app: TestApp, id: string, key: string, text: string): Promise<void> {
  await app.parts.workshop.edit(id, key, text, app.parts.documents.version(id, key)?.number ?? 0)
}
