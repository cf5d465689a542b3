import { parseDesign, type Section } from '../design.ts'
import { partOf, words } from '../parts.ts'
import { parsePlan } from '../plan.ts'
import { mentions } from '../trace/mentions.ts'

/** What a finding can be tied to. Offsets are UTF-16 code units of the document's text. */
export interface Tie {
  document: 'design' | 'plan'
  kind: 'requirement' | 'task' | 'phase' | 'section'
  /** R-4, T-2.1, `phase-2`, or the title of the section. */
  name: string
  start: number
  end: number
}

export interface Reviewed {
  design: string
  /** Empty where there is none. */
  plan: string
}

interface Titled {
  tie: Tie
  words: string
  section: Section
}

const CLOSE_WORDS = 4

/** The places of a design and its plan, by their names. */
export class Places {
  private readonly ids = new Map<string, Tie>()
  private readonly titles: Titled[] = []

  constructor({ design, plan }: Reviewed) {
    const designed = parseDesign(design)
    this.addTitles('design', designed.sections)
    for (const { id, start, end } of designed.requirements)
      this.add({ document: 'design', kind: 'requirement', name: id, start, end })
    if (plan === '') return
    const planned = parsePlan(plan)
    for (const { number, start, end, tasks } of planned.phases) {
      this.add({ document: 'plan', kind: 'phase', name: `phase-${number}`, start, end })
      for (const { id, start: from, end: to } of tasks)
        this.add({ document: 'plan', kind: 'task', name: id, start: from, end: to })
    }
    this.addTitles('plan', planned.sections)
  }

  /** Of an id as `idsIn` gives it; of one that is defined twice the first. */
  ofId(id: string): Tie | undefined {
    return this.ids.get(id)
  }

  /**
   * The section that a text names: its title however it is numbered, quoted or introduced; the part of a design that it is
   * called by in other words; or the one title that holds it.
   */
  ofTitle(text: string): Tie | undefined {
    for (const piece of [text, ...text.split(/\s*[>›→»/]\s*/).reverse()]) {
      const found = this.titled(bare(piece))
      if (found) return found
    }
    return undefined
  }

  private titled(name: string): Tie | undefined {
    const key = words(name)
    if (key === '' || name.length > 200) return undefined
    const same = this.titles.find((each) => each.words === key)
    if (same) return same.tie
    const part = partOf(name)
    const named = part && this.titles.find(({ section }) => section.part === part)
    if (named) return named.tie
    if (key.length < CLOSE_WORDS) return undefined
    const close = this.titles.filter((each) => ` ${each.words} `.includes(` ${key} `))
    return close.length === 1 ? close[0]?.tie : undefined
  }

  private add(tie: Tie): void {
    if (!this.ids.has(tie.name)) this.ids.set(tie.name, tie)
  }

  private addTitles(document: Tie['document'], sections: readonly Section[]): void {
    for (const section of sections) {
      const { title, start, end } = section
      const tie: Tie = { document, kind: 'section', name: title, start, end }
      this.titles.push({ tie, words: words(title), section })
    }
  }
}

/** Ids of requirements, tasks and phases that a text names, in its order, each once. */
export const idsIn = (text: string): string[] => [...new Set(mentions(text).map(({ id }) => id))]

const INTRODUCED =
  /^(?:the\s)?(?:design|plan)(?:\.md)?\s?[:：,>›/–—-]\s?|^(?:the\s)?(?:design|plan)(?:['’]s)?\s(?=section|part)|^(?:the\s)?(?:section|part|chapter|heading|abschnitt|kapitel|sección|セクション|章節|章节|章|§)\s?[:：]?\s?/iu

/** Without quotes, number signs, and what introduces a title. */
function bare(text: string): string {
  let name = text.trim()
  for (let turn = 0; turn < 3; turn += 1)
    name = name
      .replace(/^[#\s"'“”‘’„«»「『【\]）)(（[*_`§]+|["'“”‘’«»」』】[(（)）\]*_`:：.。\s]+$/gu, '')
      .replace(INTRODUCED, '')
      .replace(/\s(?:section|part|chapter|abschnitt)$|(?:セクション|の章|章节)$/iu, '')
  return name
}
