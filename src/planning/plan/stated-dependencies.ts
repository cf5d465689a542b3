import { plainText } from '../inline.ts'
import type { Passage } from '../passages.ts'
import { fieldOf } from './fields.ts'
import { isAside } from './known-sections.ts'
import { phasesNamedIn } from './references.ts'
import { taskMentionsIn } from './task-id.ts'

/** "T-2.1 depends on T-1.1", "Phase 2 needs Phase 1": said beside the tasks, in a part of its own. */
export interface StatedDependency {
  /** Of the task that waits. */
  numbers?: number[]
  /** The phase that waits. */
  phase?: number
  /** What it waits for, as the text has it. */
  text: string
}

const VERB =
  /^(.{1,60}?)\s?(?:depends? (?:up)?on|requires?|needs?|(?:is |are )?blocked by|(?:starts |comes )?after|waits for|hängt (?:ab )?von|benötigt|setzt|dépend(?:ent)? d[eu]|depende[n]? de|←|<-|依赖于?|は)[\s:：*_]*(.+)$/isu
/** Characters: a longer item tells a story. */
const LENGTH = 300

export function statedDependency(text: string): StatedDependency | undefined {
  if (text.length > LENGTH) return undefined
  const [, subject = '', object = ''] = VERB.exec(plainText(text)) ?? []
  if (object === '') return undefined
  const tasks = [...taskMentionsIn(subject)]
  if (tasks.length === 1) return { numbers: tasks[0]?.numbers, text: object }
  const phases = tasks.length === 0 ? phasesNamedIn(subject) : []
  return phases.length === 1 ? { phase: phases[0], text: object } : undefined
}

/** Those under headings outside all phases that are called so. */
export function statedOutside(outside: Passage[]): StatedDependency[] {
  const found: StatedDependency[] = []
  let level: number | undefined
  for (const { kind, text, level: own } of outside) {
    if (kind === 'heading') {
      if (level === undefined || own <= level)
        level = fieldOf(text) === 'dependsOn' || (isAside(text) && NAMED.test(text)) ? own : undefined
    } else if (level !== undefined && kind !== 'row') {
      const stated = statedDependency(text)
      if (stated) found.push(stated)
    }
  }
  return found
}

const NAMED = /dependenc|critical path|abhängigkeit|dépendance|dependencia|依赖|依存/i
