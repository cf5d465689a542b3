import { createHash } from 'node:crypto'
import type { Finding } from './finding.ts'
import type { Fault, Rule } from './rule.ts'

/** A rule that has so much to say of one document says no more. */
const OF_A_RULE = 50
const ID_LENGTH = 16
const MESSAGE_LENGTH = 400

/** Makes findings of faults, in the order they come; the same order gives the same ids. */
export class Findings {
  private readonly met = new Map<string, number>()
  private readonly ofRule = new Map<string, number>()

  /** Whether the rule has said so much of this document that it says no more. */
  isEnough({ id }: Rule, document: string): boolean {
    return (this.ofRule.get(`${id} ${document}`) ?? 0) >= OF_A_RULE
  }

  /** Undefined where the rule has said enough. */
  make(rule: Rule, document: string, fault: Fault, section: string | undefined): Finding | undefined {
    const key = fault.document ?? document
    if (this.isEnough(rule, key)) return undefined
    this.ofRule.set(`${rule.id} ${key}`, (this.ofRule.get(`${rule.id} ${key}`) ?? 0) + 1)
    const words = JSON.stringify([rule.id, key, fault.words.trim().replace(/\s+/g, ' ')])
    const time = (this.met.get(words) ?? 0) + 1
    this.met.set(words, time)
    const id = createHash('sha256').update(`${time} ${words}`).digest('hex').slice(0, ID_LENGTH)
    const { start, end, message, suggestion } = fault
    const finding: Finding = {
      id,
      rule: rule.id,
      severity: rule.severity,
      place: { document: key, start, end },
      message: message.slice(0, MESSAGE_LENGTH).toWellFormed(),
    }
    if (section !== undefined) finding.place.section = section
    if (suggestion !== undefined) finding.suggestion = suggestion
    return finding
  }
}

/** A person's word that a finding does not hold. */
export interface Mute {
  /** The finding's id. */
  id: string
  reason: string
}

export interface MutedFinding {
  finding: Finding
  reason: string
}

/** Keeps those apart that a person has muted. */
export function withoutMuted(
  findings: readonly Finding[],
  mutes: readonly Mute[],
): { findings: Finding[]; muted: MutedFinding[] } {
  const reasons = new Map(mutes.map(({ id, reason }) => [id, reason]))
  const kept: Finding[] = []
  const muted: MutedFinding[] = []
  for (const finding of findings) {
    const reason = reasons.get(finding.id)
    if (reason === undefined) kept.push(finding)
    else muted.push({ finding, reason })
  }
  return { findings: kept, muted }
}
