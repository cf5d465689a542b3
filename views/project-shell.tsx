import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { Project } from '../src/store/projects.ts'
import { attribute } from './attribute.ts'
import { type Frame, Layout, type LayoutProps } from './layout.tsx'
import { type RailFacts, RailList, stepKey } from './rail.tsx'

/** What every page of a project needs to know to draw what surrounds it. */
export interface Shell {
  frame: Frame
  project: Project
  rail: RailFacts
}

type ProjectShellProps = Omit<LayoutProps, 'frame'> &
  PropsWithChildren<{
    shell: Shell
    /** The page lays out its own columns. */
    wide?: boolean
    /** A sentence on what did not work. */
    remark?: string
  }>

/** A page of a project: the rail beside it, or folded above it where there is no room. */
export function ProjectShell({
  shell: { frame, project, rail },
  wide = false,
  remark,
  children,
  ...page
}: ProjectShellProps): JSX.Element {
  return (
    <Layout frame={frame} {...page}>
      <div class="shell">
        <nav class={rail.here === 'overview' ? 'rail at-overview' : 'rail'} aria-label="This project">
          <a class="rail-name" href={rail.path} safe>
            {project.name}
          </a>
          <details class="rail-fold">
            <summary>Documents and more</summary>
          </details>
          {/* Told anew also where a page is fetched in place of its stream. */}
          <div id="way" class="rail-list" hx-swap-oob="innerMorph">
            <RailList {...rail} />
          </div>
        </nav>
        <main id="main" class={wide ? 'wide' : undefined}>
          {remark === undefined ? undefined : (
            <div class="error" role="alert">
              <p safe>{remark}</p>
            </div>
          )}
          {children as 'safe'}
        </main>
      </div>
    </Layout>
  )
}

/** As the browser's tab and its history name it. */
export const shellTitle = (what: string, { project }: Shell): string => `${what} · ${project.name} · devussy`

/** The documents before and after one, for whoever reads on. */
export function Turn({ rail: { path, steps, here = '' } }: { rail: RailFacts }): JSX.Element {
  const at = steps.findIndex(({ document }) => document === stepKey(here))
  const [before, after] = [steps[at - 1], at < 0 ? undefined : steps[at + 1]]
  if (!before && !after) return ''
  return (
    <nav class="turn" aria-label="Documents before and after">
      {before ? (
        <a href={`${path}/documents/${attribute(before.document)}`} rel="prev" data-key="[" safe>
          {`← ${before.title}`}
        </a>
      ) : undefined}
      {after ? (
        <a href={`${path}/documents/${attribute(after.document)}`} rel="next" data-key="]" safe>
          {`${after.title} →`}
        </a>
      ) : undefined}
    </nav>
  )
}
