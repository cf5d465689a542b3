/** What the demo model can mend in a section by rules: what findings say in their own words, and what they suggest to write. */

/** A suggestion that it can follow itself. */
export const adding = (text: string): string => `Add “${text}”`
export const replacing = (old: string, put: string): string => `Write “${put}” instead of “${old}”`

interface Mending {
  /** Of a reason; its first group is the word that is at fault. */
  reason: RegExp
  mend(section: string, word: string): string
}

/** Behind the first place where the word stands alone. */
const behind =
  (more: string) =>
  (section: string, word: string): string => {
    const at = section.indexOf(word)
    return at < 0 ? section : `${section.slice(0, at + word.length)}${more}${section.slice(at + word.length)}`
  }

/** With the blank that it leaves, and a comma that only belonged to it. */
function without(section: string, word: string): string {
  const at = section.indexOf(word)
  if (at < 0) return section
  const before = section.slice(0, at).replace(/,?[ \t]+$/, '')
  const after = section.slice(at + word.length).replace(/^,(?=\s)/, '')
  return /\S/.test(before.split('\n').at(-1) ?? '') && /^[\p{L}\p{N}]/u.test(after)
    ? `${before} ${after}`
    : before + after
}

const MENDINGS: Mending[] = [
  { reason: /asks for “([^”]+)” without a number/, mend: behind(' (within 2 seconds for 95 of 100 uses)') },
  { reason: /says “([^”]+)” and names no time/, mend: behind(' (within 1 minute)') },
  { reason: /speaks of “([^”]+)” and does not say how many/, mend: behind(' (1 to 100)') },
  {
    reason: /compares \(“([^”]+)”\) and does not say with what/,
    mend: behind(' than today by at least 20 %'),
  },
  { reason: /holds only “([^”]+)”: it does not say when/, mend: without },
  { reason: /says “([^”]+)”: it is not clear whether/, mend: without },
  { reason: /“([^”]+)” praises and says nothing/, mend: without },
  {
    reason: /Something was left to be filled in: “([^”]+)”/,
    mend: (section, word) =>
      section.replace(word, (_, at: number) =>
        /^ (?:seconds?|minutes?|hours?|days?|weeks?|months?|users?|people|entries)\b/.test(
          section.slice(at + word.length),
        )
          ? '2'
          : 'none in the first version',
      ),
  },
  { reason: /“([^”]+?)…?” is said to the one who asked/, mend: withoutLine },
  {
    reason: /The text speaks of ([A-Z]{1,3}-[\d.]*\d), which is no requirement/,
    mend: (section, id) =>
      section
        .replaceAll(new RegExp(`(?:, | and )${id.replaceAll('.', '\\.')}(?![\\d.]*\\d)`, 'g'), '')
        .replaceAll(new RegExp(` ?\\(${id.replaceAll('.', '\\.')}\\)`, 'g'), ''),
  },
  {
    reason: /No test is named for ([A-Z]{1,3}-[\d.]*\d)\./,
    mend: (section, id) =>
      append(section, `| ${id} | Do what ${id} says once, and look for exactly what it promises. |`),
  },
  {
    reason: /Nothing is planned against “([^”]+?)…?”/,
    mend: (section, risk) =>
      inRow(section, risk, 'Looked at in each release; who notices it says so within one day.'),
  },
  { reason: /Add “(.+)”$/, mend: append },
]

/** The section after all that these reasons ask for and that is known here; the rest of it stays to the letter. */
export function mend(section: string, reasons: string): string {
  let mended = section
  for (const reason of reasons.split('\n')) {
    const swap = /Write “([^”]+)” instead of “([^”]+)”/.exec(reason)
    const [, put = '', old = ''] = swap ?? []
    if (swap)
      mended = swapIn(mended, /^R-|\b([A-Z]{1,3}-\d[\d.]*\d|[A-Z]{1,3}-\d)\b/.exec(reason)?.[1], old, put)
    for (const { reason: pattern, mend: change } of MENDINGS) {
      const word = pattern.exec(reason)?.[1]
      if (word !== undefined) mended = change(mended, word)
    }
  }
  return mended
}

/** In the line of a requirement, where one is named; else at the first place. */
function swapIn(section: string, id: string | undefined, old: string, put: string): string {
  const lines = section.split('\n')
  const at = lines.findIndex((line) => line.includes(old) && (id === undefined || line.includes(id)))
  const line = lines[at]
  if (line === undefined) return section
  lines[at] = line.replace(old, () => put)
  return lines.join('\n')
}

function withoutLine(section: string, words: string): string {
  const lines = section.split('\n')
  const at = lines.findIndex((line) => line.includes(words.slice(0, 60)))
  if (at < 0) return section
  lines.splice(at, lines[at + 1]?.trim() === '' && lines[at - 1]?.trim() === '' ? 2 : 1)
  return lines.join('\n')
}

/** A row behind the last row, an item behind the last item, a sentence as a paragraph at the end. */
function append(section: string, text: string): string {
  if (section.includes(text)) return section
  const lines = section.trimEnd().split('\n')
  const mark = text.startsWith('|') ? '|' : text.startsWith('- ') ? '- ' : undefined
  const last = mark === undefined ? -1 : lines.findLastIndex((line) => line.startsWith(mark))
  if (last >= 0) lines.splice(last + 1, 0, text)
  else lines.push('', text)
  return `${lines.join('\n')}\n`
}

function inRow(section: string, words: string, text: string): string {
  const lines = section.split('\n')
  const at = lines.findIndex((line) => line.startsWith('|') && line.includes(words))
  const line = lines[at]
  if (line === undefined) return section
  lines[at] = line.replace(/\|\s*(?:[-–—]\s*)?\|\s*$/, `| ${text} |`)
  return lines.join('\n')
}
