/**
 * A .env file as Docker Compose reads it: NAME=VALUE a line, `export` before it is let be; without quotes a value ends before ` #`;
 * `$OTHER` stands for another variable's value, but in 'single quotes'; "double quotes" know `\\n`, `\\"` and `\\$`. Bun reads them the
 * same but for `$` in single quotes and `#` without quotes: what is in double quotes means one thing to both (seen, Bun 1.4.5).
 */
export interface EnvFile {
  values: Record<string, string>
  /** The line that each stands in. */
  lines: Record<string, number>
  /** What is wrong with how it is written, a sentence each; no values are part of it. */
  problems: string[]
}

interface Entry {
  name: string
  value: string
  line: number
  quote: 'none' | 'single' | 'double'
}

export function readEnvFile(text: string): EnvFile {
  const problems: string[] = []
  if (text.startsWith('\uFEFF'))
    problems.push('line 1: there is a byte order mark before it. Save the file as UTF-8 without one.')
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const windows = lines.flatMap((line, at) => (line.endsWith('\r') ? [at + 1] : []))
  if (windows.length > 0)
    problems.push(
      `${lineList(windows)}: Windows line ends, which become part of values. Take them out: sed -i 's/\\r$//' .env`,
    )
  const entries = readEntries(
    lines.map((line) => line.replace(/\r$/, '')),
    problems,
  )
  const values: Record<string, string> = {}
  const seen = new Map<string, number>()
  for (const entry of entries) {
    const before = seen.get(entry.name)
    if (before !== undefined)
      problems.push(`line ${entry.line}: ${entry.name} stands in line ${before} too. Keep one of them.`)
    seen.set(entry.name, entry.line)
    values[entry.name] = entry.quote === 'single' ? entry.value : expand(entry, values, problems)
  }
  return { values, lines: Object.fromEntries(seen), problems }
}

/** `lines 1-3, 7`. */
function lineList(numbers: number[]): string {
  const ranges: [number, number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  const words = ranges.slice(0, 10).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
  return `${numbers.length === 1 ? 'line' : 'lines'} ${words.join(', ')}${ranges.length > 10 ? ', …' : ''}`
}

function readEntries(lines: string[], problems: string[]): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? ''
    const number = at + 1
    if (line === '' || line.startsWith('#')) continue
    const match = /^(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/.exec(line)
    if (!match) {
      problems.push(
        /=/.test(line)
          ? `line ${number}: there is no name before its "=". Write NAME=VALUE.`
          : `line ${number}: there is no "=" in it. Write NAME=VALUE, or a # in front of a remark.`,
      )
      continue
    }
    const [, name = '', rest = ''] = match
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      problems.push(
        `line ${number}: what stands before its "=" is no name. Names are of letters, digits and _.`,
      )
      continue
    }
    const quote = rest[0]
    if (quote !== '"' && quote !== "'") {
      entries.push({ name, value: rest.replace(/\s+#.*$/, ''), line: number, quote: 'none' })
      continue
    }
    // A value in quotes may go on over the next lines.
    let quoted = rest.slice(1)
    let end = closing(quoted, quote)
    while (end < 0 && at + 1 < lines.length) {
      at += 1
      quoted += `\n${lines[at]}`
      end = closing(quoted, quote)
    }
    if (end < 0) {
      problems.push(`line ${number}: the quote that the value of ${name} begins with is not closed.`)
      break
    }
    const kind = quote === "'" ? 'single' : 'double'
    entries.push({ name, value: quoted.slice(0, end), line: number, quote: kind })
  }
  return entries
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** Where the quote ends; -1 where it does not. */
function closing(text: string, quote: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1
    else if (text[at] === quote) return at
  }
  return -1
}

function expand(
  { name, value, line, quote }: Entry,
  known: Record<string, string>,
  problems: string[],
): string {
  let missing = false
  const mark =
    quote === 'double'
      ? /\\([$"\\nrt])|\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g
      : /(?!)()|\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g
  const expanded = value.replace(
    mark,
    (_, escaped?: string, braced?: string, fallback?: string, bare?: string) => {
      if (escaped !== undefined) return ESCAPES[escaped] ?? escaped
      const other = known[braced ?? bare ?? '']
      if (other === undefined && fallback === undefined) missing = true
      return other || fallback || ''
    },
  )
  if (missing)
    problems.push(
      `line ${line}: a $ in the value of ${name} stands for another variable's value, and none of that name is above. For the sign itself put the value in double quotes and write \\$.`,
    )
  return expanded
}
