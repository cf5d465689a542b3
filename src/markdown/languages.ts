import { c, clike, cpp, csharp, java, kotlin } from '@codemirror/legacy-modes/mode/clike'
import { css, less, sCSS } from '@codemirror/legacy-modes/mode/css'
import { diff } from '@codemirror/legacy-modes/mode/diff'
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile'
import { go } from '@codemirror/legacy-modes/mode/go'
import { javascript, json, typescript } from '@codemirror/legacy-modes/mode/javascript'
import { nginx } from '@codemirror/legacy-modes/mode/nginx'
import { properties } from '@codemirror/legacy-modes/mode/properties'
import { python } from '@codemirror/legacy-modes/mode/python'
import { ruby } from '@codemirror/legacy-modes/mode/ruby'
import { rust } from '@codemirror/legacy-modes/mode/rust'
import { shell } from '@codemirror/legacy-modes/mode/shell'
import { simpleMode } from '@codemirror/legacy-modes/mode/simple-mode'
import { pgSQL } from '@codemirror/legacy-modes/mode/sql'
import { swift } from '@codemirror/legacy-modes/mode/swift'
import { toml } from '@codemirror/legacy-modes/mode/toml'
import { html, xml } from '@codemirror/legacy-modes/mode/xml'
import type { StreamParser } from '@codemirror/streamparser'

const words = (text: string): Record<string, true> =>
  Object.fromEntries(text.split(' ').map((word) => [word, true as const]))

// Of these the package has none, or none that is quick: its YAML takes half a second for a line of blanks (seen).
// Enough to read by, no more. No expression may go back over a line more than once.

const php = clike({
  name: 'php',
  keywords: words(
    'abstract and as break callable case catch class clone const continue declare default do echo else elseif ' +
      'enum extends final finally fn for foreach function global goto if implements include include_once instanceof ' +
      'interface match namespace new or print private protected public readonly require require_once return static ' +
      'switch throw trait try use var while xor yield',
  ),
  types: words('array bool float int iterable mixed never object string void self parent'),
  atoms: words('true false null TRUE FALSE NULL'),
  multiLineStrings: true,
  hooks: {
    '#': (stream: { skipToEnd(): void; eat(mark: string): unknown }) => {
      if (stream.eat('[')) return 'meta'
      stream.skipToEnd()
      return 'comment'
    },
  },
})

const yaml = simpleMode({
  start: [
    { regex: /#.*/, sol: true, token: 'comment' },
    { regex: /\s+#.*/, token: 'comment' },
    { regex: /(?:---|\.\.\.)$/, sol: true, token: 'meta' },
    { regex: /"(?:[^\\"]|\\.)*"?|'[^']*'?/, token: 'string' },
    { regex: /[&*!][\w./-]+/, token: 'meta' },
    { regex: /[\w$./-]{1,80}(?=:(?:\s|$))/, token: 'property' },
    { regex: /(?:true|false|null|yes|no|on|off)(?=\s|$|[,\]}])/, token: 'atom' },
    { regex: /-?\d[\d._]*(?=\s|$|[,\]}])/, token: 'number' },
    { regex: /[\w$./-]+/, token: null },
  ],
})

const graphql = simpleMode({
  start: [
    { regex: /#.*/, token: 'comment' },
    { regex: /"(?:[^\\"]|\\.)*"?/, token: 'string' },
    {
      regex:
        /(?:query|mutation|subscription|fragment|on|type|input|interface|union|enum|scalar|schema|directive|extend|implements|repeatable)\b/,
      token: 'keyword',
    },
    { regex: /(?:true|false|null)\b/, token: 'atom' },
    { regex: /(?:Int|Float|String|Boolean|ID)\b/, token: 'type' },
    { regex: /@\w+/, token: 'meta' },
    { regex: /\$\w+/, token: 'def' },
    { regex: /-?\d[\w.]*/, token: 'number' },
    { regex: /\w+/, token: null },
  ],
})

const makefile = simpleMode({
  start: [
    { regex: /#.*/, token: 'comment' },
    {
      regex: /(?:ifeq|ifneq|ifdef|ifndef|else|endif|include|define|endef|export|override)\b/,
      sol: true,
      token: 'keyword',
    },
    { regex: /\.PHONY\b/, token: 'meta' },
    { regex: /[\w.%/-]+(?=\s{0,9}::?(?!=))/, sol: true, token: 'def' },
    { regex: /[\w-]+(?=\s{0,9}[?:+!]?=)/, sol: true, token: 'property' },
    { regex: /\$[@<^*+?%]|\$[({][\w.-]*[)}]?/, token: 'number' },
    { regex: /"(?:[^\\"]|\\.)*"?|'[^']*'?/, token: 'string' },
    { regex: /[\w./-]+/, token: null },
  ],
})

const markdown = simpleMode({
  start: [
    { regex: /#{1,6}\s.*/, sol: true, token: 'header' },
    { regex: /\s*(?:[-+*]|\d{1,9}[.)])\s/, sol: true, token: 'keyword' },
    { regex: />.*/, sol: true, token: 'comment' },
    { regex: /`[^`]*`?/, token: 'string' },
    { regex: /\*\*[^*]+\*\*/, token: 'type' },
    { regex: /\w+/, token: null },
  ],
})

/** By the first word behind a fence, and by the other names that people give them. */
const NAMES: [parser: StreamParser<unknown>, names: string][] = [
  [typescript, 'ts typescript tsx mts cts'],
  [javascript, 'js javascript jsx mjs cjs node'],
  [json, 'json jsonc json5 jsonl'],
  [html, 'html htm vue svelte'],
  [xml, 'xml svg xhtml'],
  [css, 'css'],
  [sCSS, 'scss'],
  [less, 'less'],
  [python, 'python py python3'],
  [go, 'go golang'],
  [rust, 'rust rs'],
  [java, 'java'],
  [c, 'c h'],
  [cpp, 'cpp c++ cc cxx hpp'],
  [csharp, 'csharp cs c#'],
  [php, 'php'],
  [ruby, 'ruby rb'],
  [kotlin, 'kotlin kt kts'],
  [swift, 'swift'],
  [pgSQL, 'sql postgresql postgres pgsql mysql sqlite'],
  [shell, 'bash sh shell zsh console'],
  [yaml, 'yaml yml'],
  [toml, 'toml'],
  [dockerFile, 'dockerfile docker'],
  [diff, 'diff patch'],
  [properties, 'ini properties env dotenv conf'],
  [nginx, 'nginx'],
  [graphql, 'graphql gql'],
  [markdown, 'markdown md'],
  [makefile, 'makefile make mk'],
]

/** Reads a language's code line by line, by the name that a fence gives it. */
export const languages: ReadonlyMap<string, StreamParser<unknown>> = new Map(
  NAMES.flatMap(([parser, names]) => names.split(' ').map((name) => [name, parser] as const)),
)
