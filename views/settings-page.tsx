import { Html } from '@elysiajs/html'
import { type Complexity, KIND_WORDS, KINDS } from '../src/planning/complexity.ts'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { JudgementReasons, judgedWords } from './judgement.tsx'
import { type Frame, Layout } from './layout.tsx'
import { ProjectShell, type Shell, shellTitle } from './project-shell.tsx'

const DEPTH_WORDS = { minimal: 'short', standard: 'standard', detailed: 'detailed' } as const

/** What a person knows better than the rules of how much there is to a project. */
function OverruleForm({ path, project }: { path: string; project: Project }): JSX.Element {
  const { kind = '', depth = '', phases, people } = project.overrule
  return (
    <form method="post" action={`${path}/overrule`}>
      <p class="quiet">Where you know better; leave empty what the rules may judge.</p>
      <div class="row">
        <div class="field">
          <label for="overrule-kind">Kind</label>
          <select id="overrule-kind" name="kind">
            <option value="" selected={kind === ''}>
              as judged
            </option>
            {KINDS.map((each) => (
              <option value={each} selected={each === kind} safe>
                {KIND_WORDS[each].noun}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="overrule-depth">Documents</label>
          <select id="overrule-depth" name="depth">
            <option value="" selected={depth === ''}>
              as judged
            </option>
            {(['minimal', 'standard', 'detailed'] as const).map((each) => (
              <option value={each} selected={each === depth}>
                {DEPTH_WORDS[each]}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="overrule-phases">Phases, 3 to 15</label>
          <input
            type="text"
            inputmode="numeric"
            id="overrule-phases"
            name="phases"
            value={String(phases ?? '')}
          />
        </div>
        <div class="field">
          <label for="overrule-people">People</label>
          <input
            type="text"
            inputmode="numeric"
            id="overrule-people"
            name="people"
            value={String(people ?? '')}
          />
        </div>
      </div>
      <p class="row">
        <button type="submit">Keep it so</button>
      </p>
    </form>
  )
}

/** What concerns the project as a whole. */
export function SettingsPage({
  shell,
  complexity,
  typedName,
  remark,
}: {
  shell: Shell
  complexity: Complexity
  /** A new name that was not taken. */
  typedName?: string
  remark?: string
}): JSX.Element {
  const { project, rail } = shell
  const { path } = rail
  const isArchived = project.archivedAt !== undefined
  return (
    <ProjectShell shell={shell} title={shellTitle('Settings', shell)} remark={remark}>
      <h1>Settings</h1>
      <form method="post" action={`${path}/rename`}>
        <div class="field">
          <label for="care-name">Name</label>
          <input
            type="text"
            id="care-name"
            name="name"
            value={attribute(typedName ?? project.name)}
            required
          />
        </div>
        <p class="row">
          <button type="submit">Rename</button>
        </p>
      </form>
      <section aria-labelledby="judged-title">
        <h2 id="judged-title">How much there is to it</h2>
        <p safe>{judgedWords(complexity)}</p>
        <details>
          <summary class="quiet">Why</summary>
          <JudgementReasons complexity={complexity} />
        </details>
        <OverruleForm path={path} project={project} />
      </section>
      <section aria-labelledby="care-title">
        <h2 id="care-title">Put it away</h2>
        <form method="post" action={`${path}/archive`} class="row">
          <button type="submit" name="archived" value={isArchived ? 'false' : 'true'}>
            {isArchived ? 'Take it back out of the archive' : 'Archive it'}
          </button>
          <a class="minor delete" href={`${path}/delete`}>
            Delete
          </a>
        </form>
      </section>
    </ProjectShell>
  )
}

/** Asks before a project is deleted. */
export function DeleteProjectPage({ frame, project }: { frame: Frame; project: Project }): JSX.Element {
  const path = `/projects/${attribute(project.id)}`
  return (
    <Layout frame={frame} title="Delete this project? · devussy">
      <main id="main" class="narrow">
        <h1>Delete this project?</h1>
        <p>
          <strong safe>{project.name}</strong> will be gone for good, with every version of its documents and
          all that was written for it. What is being written now is stopped.
        </p>
        <form method="post" action={`${path}/delete`} class="row">
          <button type="submit" class="danger">
            Delete it
          </button>
          <a href={path}>Keep it</a>
        </form>
      </main>
    </Layout>
  )
}
