import type { Line } from './line.ts'
import { isTableHead } from './parser.ts'

/** Columns from which on a line is code, or the continuation of a paragraph, whatever it says. */
export const CODE_INDENT = 4

export interface ListMarker {
  /** What items of one list have in common: the bullet, or what follows the number. */
  mark: string
  /** Characters. */
  length: number
  /** Only some lists may interrupt a paragraph: not an empty item, and no number but 1. */
  interrupts: boolean
}

export interface Fence {
  mark: string
  length: number
}

export const isHeading = (line: Line): boolean => /^#{1,6}(?:[ \t]|$)/.test(line.text)
export const isUnderline = (line: Line): boolean => /^(?:=+|-+)[ \t]*$/.test(line.text)
export const isQuote = (line: Line): boolean => line.text.startsWith('>')

/** By hand: an expression that may go back over half a million marks takes minutes for it. */
export function isRule({ text }: Line): boolean {
  const mark = text.charAt(0)
  if (mark !== '-' && mark !== '*' && mark !== '_') return false
  let marks = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === mark) marks += 1
    else if (char !== ' ' && char !== '\t') return false
  }
  return marks >= 3
}

export function openingFence(line: Line): Fence | undefined {
  const [run] = /^(?:`{3,}|~{3,})/.exec(line.text) ?? []
  const mark = run?.[0]
  if (!run || !mark || (mark === '`' && line.text.includes('`', run.length))) return undefined
  return { mark, length: run.length }
}

export function closesFence(line: Line, fence: Fence): boolean {
  if (line.indent >= CODE_INDENT || !line.text.startsWith(fence.mark)) return false
  const [run = ''] = /^(?:`+|~+)/.exec(line.text) ?? []
  return run.length >= fence.length && /^[ \t]*$/.test(line.text.slice(run.length))
}

export function listMarker(line: Line): ListMarker | undefined {
  const [marker, number] = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(line.text) ?? []
  const mark = marker?.at(-1)
  if (!marker || !mark) return undefined
  const interrupts = (number === undefined || Number(number) === 1) && !line.after(marker.length).blank
  return { mark, length: marker.length, interrupts }
}

/** Ends a list, a quote or a table that does not contain the line. */
export const endsContainer = (line: Line): boolean =>
  isQuote(line) || isHeading(line) || isRule(line) || openingFence(line) !== undefined

export type ParagraphEnd = 'blank' | 'underline' | 'block'

/** How a line ends the open paragraph of its container; nothing when it goes on. */
export function paragraphEnd(line: Line, next: Line | undefined): ParagraphEnd | undefined {
  if (line.blank) return 'blank'
  if (line.indent >= CODE_INDENT) return undefined
  if (isUnderline(line)) return 'underline'
  const begins = endsContainer(line) || listMarker(line)?.interrupts || beginsTable(line, next)
  return begins ? 'block' : undefined
}

/** `next` is the line below in the same container, if there is one. */
export function beginsTable(line: Line, next: Line | undefined): boolean {
  if (!next || next.indent >= CODE_INDENT || !line.text.includes('|')) return false
  return /^[|:-][-|: \t]+$/.test(next.text) && isTableHead(line.text, next.text)
}
