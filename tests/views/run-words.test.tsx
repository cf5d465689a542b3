import { describe, expect, test } from 'bun:test'
import { Html } from '@elysiajs/html'
import { emptyState, type RunState } from '../../src/runs/fold.ts'
import type { Sheet } from '../../src/runs/manuscript.ts'
import type { RunStatus } from '../../src/runs/run.ts'
import { Figures, StreamFrame } from '../../views/run-parts.tsx'
import {
  figures,
  iconOf,
  pageTitle,
  quietSeconds,
  type RunFacts,
  sentence,
  shareOf,
} from '../../views/run-words.ts'

function sheet(status: RunStatus, more: Partial<Sheet> = {}, state: Partial<RunState> = {}): Sheet {
  const empty = emptyState()
  return {
    last: 9,
    blocks: [],
    tail: '',
    state: { ...empty, ...state, run: { ...empty.run, name: 'Plant diary', status } },
    stateSince: 1,
    stoodStill: false,
    quietMs: 0,
    resting: ['interrupted', 'done', 'stopped', 'failed'].includes(status),
    gone: false,
    edition: 0,
    voidBelow: 0,
    ...more,
  }
}

const end = (type: 'done' | 'stopped' | 'failed', outputTokens = 0) => ({
  end: {
    type,
    run: sheet(type).state.run,
    usage: { promptTokens: 1, outputTokens, estimated: false },
    endedAt: '2026-01-01T00:00:00.000Z',
  },
})

describe('a model that says nothing', () => {
  const cases: [quietMs: number, said: number][] = [
    [0, 0],
    [11_999, 0],
    [12_000, 12],
    [23_999, 12],
    [24_000, 24],
    [47_000, 24],
    [100_000, 96],
    [3_600_000, 3072],
  ]
  test.each(cases)('for %d ms is spoken of for %d s', (quietMs, said) => {
    expect(quietSeconds(sheet('writing', { quietMs }))).toBe(said)
    expect(quietSeconds(sheet('asking', { quietMs }))).toBe(said)
  })

  test('is told of in the sentence, with what it should be doing', () => {
    expect(sentence(sheet('writing', { quietMs: 13_000 }))).toBe('Writing… Nothing for 12 s, still waiting.')
    expect(sentence(sheet('asking', { quietMs: 100_000 }))).toBe(
      'Asking the model… Nothing for 1 min 36 s, still waiting.',
    )
    expect(sentence(sheet('writing'))).toBe('Writing…')
  })

  test('is not what waits for its turn, or rests', () => {
    for (const status of ['queued', 'interrupted', 'done', 'stopped', 'failed'] as const)
      expect([status, quietSeconds(sheet(status, { quietMs: 60_000 }))]).toEqual([status, 0])
  })

  test('is said once for each length of it, not with each look', () => {
    const facts = { sheet: sheet('writing', { quietMs: 13_000 }) }
    const frame = (wasQuiet: number) =>
      String(<StreamFrame facts={facts} after={9} first={false} wasQuiet={wasQuiet} />)
    expect(frame(0)).toContain('hx-target="#sentence"')
    expect(frame(12)).not.toContain('hx-target="#sentence"')
    // And when it goes on, that it does.
    const on = { sheet: sheet('writing') }
    expect(String(<StreamFrame facts={on} after={9} first={false} wasQuiet={12} />)).toContain('>Writing…<')
  })
})

describe('figures', () => {
  const expected = { least: 1000, most: 3000 }
  const facts = (tokens: number, elapsedMs: number, more: Partial<RunFacts> = {}): RunFacts => ({
    sheet: sheet('writing', {}, { tokens }),
    elapsedMs,
    firstTokenMs: 1000,
    expected,
    ...more,
  })
  const cases: [RunFacts, string][] = [
    [facts(0, 500, { firstTokenMs: undefined }), '0.5 s · 1,000 to 3,000 tokens expected'],
    [facts(5, 1100), '5 tokens · 1.1 s · first after 1.0 s'],
    [facts(500, 11_000), '500 tokens · 50 a second · 11 s · about 30 s more · first after 1.0 s'],
    [facts(1980, 41_000), '1,980 tokens · 50 a second · 41 s · about 10 s more · first after 1.0 s'],
    [facts(100, 21_000), '100 tokens · 5.0 a second · 21 s · about 6 min more · first after 1.0 s'],
    // Longer than anybody expected.
    [facts(3500, 71_000), '3,500 tokens · 50 a second · 1 min 11 s · first after 1.0 s'],
    // Stood still in between: its time says nothing.
    [facts(500, 0, { elapsedMs: undefined }), '500 tokens · first after 1.0 s'],
    [
      { ...facts(9, 0), sheet: sheet('done', {}, end('done', 2000)), elapsedMs: 21_000 },
      '2,000 tokens · 100 a second · in 21 s · first after 1.0 s',
    ],
  ]
  test.each(cases)('are told as far as they are known', (known, said) => {
    expect(figures(known)).toBe(said)
  })

  test('show how far it is while it is written, and are no sentence', () => {
    expect(shareOf(facts(500, 1))).toBe(0.25)
    expect(shareOf(facts(9000, 1))).toBe(0.98)
    expect(shareOf(facts(500, 1, { expected: undefined }))).toBeUndefined()
    expect(shareOf({ ...facts(500, 1), sheet: sheet('done') })).toBeUndefined()
    const html = String(<Figures facts={facts(500, 11_000)} />)
    expect(html).toContain('<progress max="100" value="25" aria-label=')
    expect(html).not.toMatch(/aria-live|role="status"/)
  })
})

test('the tab’s title and picture tell that it is being written, or done', () => {
  const cases: [Sheet, string, string][] = [
    [sheet('queued'), '✎ Waiting', 'writing'],
    [sheet('writing'), '✎ Writing', 'writing'],
    [sheet('done', {}, end('done')), '✓ Done', 'done'],
    [sheet('stopped', {}, end('stopped')), '✕ Stopped', 'rest'],
    [sheet('interrupted', { pause: { code: 'x', message: 'x' } }), '! Interrupted', 'rest'],
  ]
  for (const [one, word, icon] of cases)
    expect([pageTitle(one), iconOf(one)]).toEqual([`${word} · Plant diary · devussy`, icon as 'rest'])
  const facts = { sheet: sheet('done', {}, end('done')), icons: '/assets/x' }
  expect(String(<StreamFrame facts={facts} after={9} first={false} />)).toContain(
    '<hx-partial hx-target="#icon" hx-swap="outerHTML"><link id="icon" rel="icon" href="/assets/x/icon-done.svg"',
  )
})
