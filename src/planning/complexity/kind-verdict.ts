import { goTogether, KIND_WORDS, KINDS, type Kind, PRECEDENCE, SURFACES } from './kinds.ts'
import type { Mention, Quote } from './mentions.ts'

/** Which kind of product a brief means, of all the kinds that it names. */

export interface KindVerdict {
  kind: Kind
  /** Nothing says so; it is what most are. */
  assumed: boolean
  /** Only hints say so. */
  faint: boolean
  quote?: Quote
  /** What is built beside it: a web app's command-line client. */
  surfaces: { kind: Kind; quote: Quote }[]
  /** As strongly named, and no part of it. */
  rival?: { kind: Kind; quote: Quote }
}

interface Claim {
  kind: Kind
  strength: number
  head: boolean
  part: boolean
  quote: Quote
}

const STRENGTH = { head: 4, plain: 2, part: 1, foreign: 0 }
const NAME_STRENGTH = 2.5
/** A hint is half a name; a few say no more than two. */
const HINT = 0.75
const HINTS = 1.5
const FRAMEWORK = 2

export function judgeKind(
  mentions: Mention[],
  frameworks: readonly string[],
  says: (weight: string) => boolean,
): KindVerdict {
  const claims = KINDS.map((kind) => claimOf(kind, mentions, frameworks)).filter(
    (claim) => claim !== undefined,
  )
  const denied = new Set(
    mentions.flatMap(({ signal, stance }) =>
      signal.sort === 'kind' && stance === 'denied' ? [signal.kind] : [],
    ),
  )
  claims.sort((a, b) => b.strength - a.strength || PRECEDENCE.indexOf(a.kind) - PRECEDENCE.indexOf(b.kind))
  const [first] = claims
  if (!first) return { kind: 'web', assumed: true, faint: false, surfaces: [] }
  const saas = claims.find(({ kind, strength }) => kind === 'saas' && strength >= STRENGTH.plain)
  const rented = says('tenants') && says('payments') && !denied.has('saas') && first.kind === 'web'
  const contains = saas && goTogether('saas', first.kind) && first.kind !== 'saas'
  const best = contains ? saas : first
  const kind = rented ? 'saas' : best.kind
  return {
    kind,
    assumed: false,
    faint: !rented && best.strength < STRENGTH.plain,
    quote: best.quote,
    surfaces: claims
      .filter((claim) => isSurface(claim, kind))
      .map((claim) => ({ kind: claim.kind, quote: claim.quote })),
    rival: claims.find(
      (claim) =>
        claim !== best && !goTogether(claim.kind, kind) && claim.head && claim.strength >= STRENGTH.head,
    ),
  }
}

function claimOf(kind: Kind, mentions: Mention[], frameworks: readonly string[]): Claim | undefined {
  const named = new Map<string, { strength: number; mention: Mention }>()
  const hinted = new Map<string, Mention>()
  for (const mention of mentions) {
    const { signal, stance, role, quote } = mention
    if (signal.sort !== 'kind' || signal.kind !== kind || stance !== 'said') continue
    const key = quote.text.toLowerCase()
    if (signal.hint) {
      if (!hinted.has(key)) hinted.set(key, mention)
      continue
    }
    const strength = quote.field === 'name' ? nameStrength(kind) : STRENGTH[role]
    if (strength > (named.get(key)?.strength ?? 0)) named.set(key, { strength, mention })
  }
  const names = [...named.values()].sort((a, b) => b.strength - a.strength)
  const framework = frameworks.findIndex((name) => KIND_FRAMEWORKS[kind].has(name.trim().toLowerCase()))
  const said = names[0]?.mention.quote ?? hinted.values().next().value?.quote
  const quote =
    said ??
    (framework >= 0
      ? {
          field: 'frameworks' as const,
          index: framework,
          text: frameworks[framework] ?? '',
          start: 0,
          end: frameworks[framework]?.length ?? 0,
        }
      : undefined)
  if (!quote) return undefined
  const strength =
    (names[0]?.strength ?? 0) +
    Math.min(0.5, (names.length - 1) * 0.25) * (names.length > 0 ? 1 : 0) +
    Math.min(HINTS, hinted.size * HINT) +
    (framework >= 0 ? FRAMEWORK : 0)
  if (strength === 0) return undefined
  const roles = names.map(({ mention }) => mention.role)
  return { kind, strength, head: roles.includes('head'), part: roles.includes('part'), quote }
}

/** "Tool Library" lends tools. */
const nameStrength = (kind: Kind) => (kind === 'library' ? 1 : NAME_STRENGTH)

const KIND_FRAMEWORKS = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    new Set((KIND_WORDS[kind].frameworks ?? '').split(',').map((name) => name.trim())),
  ]),
) as Record<Kind, Set<string>>

/** A SaaS has its pages, and pages their server, without saying so. */
function isSurface({ kind, head, part }: Claim, main: Kind): boolean {
  if (kind === main || !(head || part) || !SURFACES.includes(kind)) return false
  return !(main === 'saas' && kind === 'web') && !(main === 'game' && kind !== 'api')
}

/** What a product of this kind seldom has; together they speak of two products. */
const STRANGE: Partial<Record<Kind, readonly string[]>> = {
  cli: ['tenants', 'payments', 'availability', 'several players'],
  library: ['tenants', 'availability', 'several players'],
  extension: ['tenants', 'availability'],
  device: ['tenants', 'payments'],
  game: ['tenants', 'compliance'],
}

export const strangeFor = (kind: Kind, weight: string): boolean => STRANGE[kind]?.includes(weight) === true
