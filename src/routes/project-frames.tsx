import { Html } from '@elysiajs/html'
import { Icon } from '../../views/icon.tsx'
import { NextContent } from '../../views/next.tsx'
import { ProjectRest, projectTitle } from '../../views/overview-page.tsx'
import { Panel, type PanelFacts, PanelFrame } from '../../views/panel.tsx'
import { RailList } from '../../views/rail.tsx'
import { Partial } from '../../views/run-parts.tsx'
import { quietSeconds } from '../../views/run-words.ts'
import type { Parts } from '../parts.ts'
import { isGoing } from '../projects/council-steps.ts'
import { titleOf } from '../projects/document-keys.ts'
import type { View } from '../projects/workshop.ts'
import { JournalDamaged, RunUnknown } from '../runs/journal.ts'
import type { Manuscript, Sheet } from '../runs/manuscript.ts'
import { encodeFrame } from '../sse/encode.ts'
import type { FrameSource } from '../sse/response.ts'
import type { StageRun } from '../store/stage-runs.ts'
import { type Positions, writePositions } from './positions.ts'
import { nextOf, restOf } from './project-parts.ts'
import { railOf } from './project-shell.ts'
import { factsOf, holdManuscript } from './run-view.ts'

/** Frames of several manuscripts together, at most 20 a second. */
const STEP_MS = 50
/** Between two looks at what else has changed in the project, by whichever process. */
const LOOK_MS = 1000
const END = encodeFrame({ event: 'end', data: '' })

interface Held {
  manuscript: Manuscript
  title: string
  seen?: Sheet
  /** Whether the reader's page has a panel for it. */
  isShown: boolean
  unlisten(): void
}

/** What a person calls that which a run writes. */
export const panelTitle = ({ document, section, council }: StageRun, steps: View['steps']): string => {
  const title = steps.find((step) => step.document === document)?.title ?? titleOf(document)
  if (council) return council.draft > 0 ? `${title}, draft ${council.draft}` : `${title}, of all drafts`
  return section === undefined ? title : `${title}, ${section}`
}

/** One page's reading of all that is being written in a project. It holds numbers, never text. */
export class ProjectFrames implements FrameSource {
  private readonly held = new Map<string, Held>()
  /** How far the reader's page is, also with runs that are over. */
  private readonly positions: Map<string, number>
  /** Runs whose journal is not there, or not whole. */
  private readonly lost = new Set<string>()
  /** Runs that were drawn as they came to rest, and the event they rest at; the list of runs may call them written for long. */
  private readonly rested = new Map<string, number>()
  private mark: string | undefined
  private versions = ''
  private over = false
  private sentAt = Number.NEGATIVE_INFINITY
  private wake: (() => void) | undefined
  private isAwake = true

  constructor(
    private readonly parts: Parts,
    private readonly id: string,
    positions: Positions,
  ) {
    this.positions = new Map(positions)
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      await this.awake()
      if (this.over) return undefined
      this.isAwake = false
      const frame = await this.frame()
      if (frame === undefined) continue
      this.sentAt = performance.now()
      return frame
    }
  }

  cancel(): void {
    this.over = true
    for (const held of this.held.values()) release(held)
    this.held.clear()
    this.stir()
  }

  /** Resolves when there may be something new, and the last frame is some moments old. */
  private async awake(): Promise<void> {
    if (!this.isAwake) await this.wait(LOOK_MS)
    const early = this.sentAt + STEP_MS - performance.now()
    while (!this.over && performance.now() < this.sentAt + STEP_MS) await this.wait(early, true)
  }

  private wait(ms: number, deaf = false): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        if (deaf && !this.over) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private stir(): void {
    this.isAwake = true
    this.wake?.()
  }

  /** What has changed since the last one; nothing where nothing has. */
  private async frame(): Promise<string | undefined> {
    const { marks, readers, workshop, stageRuns } = this.parts
    const mark = marks.of(this.id)
    if (mark === undefined) return this.farewell()
    let safeHtml = ''
    let isQuiet = true
    if (mark !== this.mark) {
      const first = this.mark === undefined
      this.mark = mark
      // What is done becomes a version by this look, which is a change of its own.
      const view = await workshop.view(this.id)
      await this.hold(stageRuns.live(this.id), view)
      if (first) await this.holdShown(view)
      safeHtml += (await this.drawProject(view)) + this.drawTab(view)
      isQuiet = false
    }
    for (const [run, held] of this.held) {
      readers.glance(run)
      const { sheet } = held.manuscript
      if (sheet === held.seen) continue
      safeHtml += this.drawPanel(run, held, sheet)
      isQuiet = false
      if (sheet.resting) {
        release(held)
        this.held.delete(run)
        this.rested.set(run, sheet.last)
        // Its end changes the way, before the list of runs knows.
        this.mark = ''
        this.stir()
      }
    }
    if (isQuiet) return undefined
    const frame = encodeFrame({ id: writePositions(this.positions), data: safeHtml })
    if (this.mark === '' || !this.isOver()) return frame
    this.over = true
    return frame + END
  }

  /** Nothing is being written, and nothing is going to be begun. */
  private isOver(): boolean {
    return this.held.size === 0 && !this.isWished()
  }

  private isWished(): boolean {
    const { workshop, councils } = this.parts
    const wishes = [workshop.walkOf(this.id), workshop.correcting.of(this.id)]
    return wishes.some((wish) => wish?.state === 'going') || councils.of(this.id).some(isGoing)
  }

  private drawPanel(run: string, held: Held, sheet: Sheet): string {
    const facts = factsOf(this.parts, sheet)
    const panel: PanelFacts = { title: held.title, facts }
    const first = held.seen === undefined
    const wasQuiet = held.seen ? quietSeconds(held.seen) : undefined
    const known = held.isShown ? (held.seen?.last ?? this.positions.get(run)) : undefined
    const isVoid =
      known === undefined ||
      (held.seen ? held.seen.edition !== sheet.edition : known > sheet.last || known < sheet.voidBelow)
    const safePart = held.isShown
      ? String(<PanelFrame {...panel} after={isVoid ? undefined : known} first={first} wasQuiet={wasQuiet} />)
      : String(
          <Partial target="#panels" swap="beforeend">
            <Panel {...panel} />
          </Partial>,
        )
    held.isShown = true
    held.seen = sheet
    this.positions.set(run, sheet.last)
    return safePart
  }

  /** The parts of the page that follow from the project as it is now. */
  private async drawProject(view: View): Promise<string> {
    const { newest, correction } = view
    const numbers = [...newest.values()].map(({ document, number }) => `${document} ${number}`)
    const versions = JSON.stringify([numbers, correction])
    const isNew = this.versions !== '' && versions !== this.versions
    this.versions = versions
    return String(
      <>
        <Partial target="#way" swap="innerMorph">
          <RailList {...railOf(this.parts, view, 'overview')} />
        </Partial>
        <Partial target="#next" swap="innerMorph">
          <NextContent {...nextOf(this.parts, view)} />
        </Partial>
        {isNew ? (
          <Partial target="#rest" swap="innerMorph">
            <ProjectRest {...(await restOf(this.parts, view))} />
          </Partial>
        ) : undefined}
      </>,
    )
  }

  /** The tab's title and picture tell from afar when all is written. */
  private drawTab({ project }: View): string {
    const which = this.isOver() ? 'done' : 'writing'
    return String(
      <>
        <Partial target="#title" swap="innerHTML">
          {Html.escapeHtml(projectTitle(project.name, which)) as 'safe'}
        </Partial>
        <Partial target="#icon" swap="outerHTML">
          <Icon base={this.parts.assets.base} which={which} />
        </Partial>
      </>,
    )
  }

  private async hold(runs: readonly StageRun[], view: View): Promise<void> {
    for (const link of runs) {
      const { run } = link
      if (this.held.has(run) || this.lost.has(run)) continue
      try {
        const manuscript = await holdManuscript(this.parts, run)
        if (this.over) return manuscript.release()
        const { last, resting } = manuscript.sheet
        // Drawn again it would come to rest again, and be looked for again at once, for as long as the list is behind.
        if (resting && this.rested.get(run) === last) {
          manuscript.release()
          continue
        }
        const unlisten = manuscript.listen(() => this.stir())
        const isShown = this.positions.has(run)
        this.held.set(run, { manuscript, title: panelTitle(link, view.steps), isShown, unlisten })
      } catch (error) {
        if (!(error instanceof RunUnknown) && !(error instanceof JournalDamaged)) throw error
        this.lost.add(run)
      }
    }
  }

  /** What has come to its end while the reader was away. */
  private async holdShown(view: View): Promise<void> {
    const runs = this.parts.stageRuns.of(this.id).filter(({ run }) => this.positions.has(run))
    await this.hold(runs, view)
  }

  private farewell(): string {
    this.over = true
    const html = (
      <>
        <Partial target="#way" swap="innerHTML">
          <p>This project was deleted.</p>
        </Partial>
        <Partial target="#next" swap="innerHTML">
          <p role="status">This project was deleted.</p>
        </Partial>
      </>
    )
    return encodeFrame({ data: String(html) }) + END
  }
}

function release({ manuscript, unlisten }: Held): void {
  unlisten()
  manuscript.release()
}
