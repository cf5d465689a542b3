import type { Passage } from './passages.ts'

/** What models write where they leave something to somebody else. "A TODO app" is none. */
const PLACEHOLDERS = [
  /\b(?:TBD|TBA|TBC|FIXME)\b/,
  /\bTODO(?= ?[:：]|\W*$)/,
  /\bto be (?:determined|decided|defined|announced|added|written)\b/i,
  /(?<!\\)\[(?:insert|your|add|describe|fill|placeholder|project name|company name|name|date)\b[^\][]{0,60}\](?!\()/i,
  /<(?:insert|your|placeholder)[^<>]{0,60}>/i,
  /\{\{[^{}]{1,60}\}\}/,
  /\blorem ipsum\b/i,
  /\bcoming soon\b/i,
  /\((?:the )?(?:rest|remaining|other)[^()]{0,60}(?:omitted|similar|as above|for brevity)[^()]{0,20}\)/i,
  /^\W*(?:\.\.\.|…|\?\?\?)\W*$/,
]
/** One of these is in each of them: most passages need no closer look. */
const HINTS = /TB[DAC]|FIXME|TODO|to be |[[<{(…]|lorem|coming soon|\.\.\.|\?\?\?/i
const FEW = 20

/** The first of each passage; an open question may say that something is to be decided. */
export function placeholders(passages: Passage[], open: Passage[]): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = []
  const skipped = new Set(open)
  for (const passage of passages) {
    if (skipped.has(passage)) continue
    if (!HINTS.test(passage.text)) continue
    const text = passage.text.replace(/`[^`]*`/g, '')
    for (const pattern of PLACEHOLDERS) {
      const match = pattern.exec(text)
      if (!match) continue
      found.push({ text: match[0].trim().slice(0, 40).toWellFormed(), line: passage.line })
      break
    }
    if (found.length >= FEW) break
  }
  return found
}
