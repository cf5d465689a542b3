import { keyOfService } from './integrations.ts'
import type { Kind } from './kinds.ts'
import type { Mention, Quote } from './mentions.ts'
import type { Stance } from './stance.ts'
import { WEIGHTS } from './weights.ts'

/** What of a brief weighs something, once each. */
export interface Weighed {
  said: { name: string; points: number; because: string; quote?: Quote }[]
  services: { name: string; quote: Quote }[]
  /** Named, and not wanted, not yet wanted, or somebody else's. */
  unsaid: { name: string; what: string; stance: Exclude<Stance, 'said'>; quote: Quote }[]
  contradicted: { name: string; quote?: Quote }[]
  open: { name: string; quote?: Quote }[]
}

export interface Weighing {
  says(weight: string): boolean
  forKind(kind: Kind): Weighed
}

/** What is told where a thing is not wanted in one place, and only compared in another. */
const UNSAID: readonly Exclude<Stance, 'said'>[] = ['denied', 'later', 'compared', 'asked']

type Named = Map<string, { name: string; stances: Map<Stance, Quote> }>

export function weighAll(mentions: Mention[], listed: { service: string; quote: Quote }[]): Weighing {
  const weights: Named = new Map()
  const services: Named = new Map()
  for (const { signal, stance, quote } of mentions) {
    if (signal.sort === 'weight') note(weights, signal.weight, signal.weight, stance, quote)
    if (signal.sort === 'service') note(services, keyOfService(signal.service), signal.service, stance, quote)
  }
  for (const { service, quote } of listed) note(services, keyOfService(service), service, 'said', quote)
  const says = (weight: string) => weights.get(weight)?.stances.has('said') === true
  return { says, forKind: (kind) => weighed(kind, weights, services) }
}

function note(named: Named, key: string, name: string, stance: Stance, quote: Quote) {
  const entry = named.get(key) ?? { name, stances: new Map() }
  if (!entry.stances.has(stance)) entry.stances.set(stance, quote)
  named.set(key, entry)
}

function weighed(kind: Kind, weights: Named, services: Named): Weighed {
  const list = WEIGHTS.filter(({ only }) => !only || only.includes(kind)).flatMap((weight) => {
    const entry = weights.get(weight.name)
    return entry ? [{ weight, ...entry }] : []
  })
  const all = [
    ...list.map(({ name, stances }) => ({ name, what: name, stances })),
    ...[...services.values()].map(({ name, stances }) => ({ name, what: `integration: ${name}`, stances })),
  ]
  const unsaid = all
    .filter(({ stances }) => !stances.has('said'))
    .flatMap(({ name, what, stances }) => {
      const stance = UNSAID.find((it) => stances.has(it))
      const quote = stance && stances.get(stance)
      return stance && quote ? [{ name, what, stance, quote }] : []
    })
  return {
    said: list
      .filter(({ stances }) => stances.has('said'))
      .map(({ weight: { name, points, because }, stances }) => ({
        name,
        points,
        because,
        quote: stances.get('said'),
      })),
    services: [...services.values()]
      .flatMap(({ name, stances }) => {
        const quote = stances.get('said')
        return quote ? [{ name, quote }] : []
      })
      .sort((a, b) => (keyOfService(a.name) < keyOfService(b.name) ? -1 : 1)),
    unsaid: unsaid.sort((a, b) => (a.name < b.name ? -1 : 1)),
    contradicted: all
      .filter(({ stances }) => stances.has('said') && stances.has('denied'))
      .map(({ name, stances }) => ({ name, quote: stances.get('denied') })),
    open: all
      .filter(({ stances }) => stances.has('asked') && !stances.has('said') && !stances.has('denied'))
      .map(({ name, stances }) => ({ name, quote: stances.get('asked') })),
  }
}
