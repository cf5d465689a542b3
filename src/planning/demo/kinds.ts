import { wholeWords } from './safe-text.ts'
import type { Action } from './verbs.ts'

/** What sort of product a brief asks for. */
export type Kind =
  | 'web'
  | 'api'
  | 'cli'
  | 'library'
  | 'mobile'
  | 'desktop'
  | 'game'
  | 'pipeline'
  | 'bot'
  | 'extension'
  | 'device'

export interface KindWords {
  /** "web app" */
  noun: string
  product: string
  actor: string
  actorCan: boolean
  itself: readonly Action[]
  /** Who reaches it. */
  people: string
}

export const KINDS: Record<Kind, KindWords> = {
  web: {
    noun: 'web app',
    product: 'The app',
    actor: 'A user',
    actorCan: true,
    itself: ['send', 'compute'],
    people: 'people in a browser',
  },
  api: {
    noun: 'HTTP service',
    product: 'The service',
    actor: 'A client',
    actorCan: true,
    itself: ['send', 'compute', 'give', 'bring'],
    people: 'other programs over HTTP',
  },
  cli: {
    noun: 'command-line tool',
    product: 'The tool',
    actor: 'The tool',
    actorCan: false,
    itself: [],
    people: 'people and scripts in a shell',
  },
  library: {
    noun: 'library',
    product: 'The library',
    actor: 'A caller',
    actorCan: true,
    itself: [],
    people: 'programmers who call it',
  },
  mobile: {
    noun: 'mobile app',
    product: 'The app',
    actor: 'A user',
    actorCan: true,
    itself: ['send', 'compute'],
    people: 'people on their phones',
  },
  desktop: {
    noun: 'desktop app',
    product: 'The app',
    actor: 'A user',
    actorCan: true,
    itself: ['compute'],
    people: 'people at their own computers',
  },
  game: {
    noun: 'game',
    product: 'The game',
    actor: 'The player',
    actorCan: true,
    itself: ['give', 'bring', 'send'],
    people: 'players',
  },
  pipeline: {
    noun: 'data pipeline',
    product: 'The pipeline',
    actor: 'The pipeline',
    actorCan: false,
    itself: [],
    people: 'those who read what it produces',
  },
  bot: {
    noun: 'bot',
    product: 'The bot',
    actor: 'The bot',
    actorCan: false,
    itself: [],
    people: 'members of the chats it sits in',
  },
  extension: {
    noun: 'browser extension',
    product: 'The extension',
    actor: 'A user',
    actorCan: true,
    itself: ['compute'],
    people: 'people in their browsers',
  },
  device: {
    noun: 'piece of firmware',
    product: 'The firmware',
    actor: 'The firmware',
    actorCan: false,
    itself: [],
    people: 'people near the device',
  },
}

/** In the order of precedence; the first that the text names wins, its name before its requirements. */
const NAMED: [Kind, RegExp][] = [
  [
    'extension',
    wholeWords(
      'browser (?:extension|add-?on|plugin)|chrome extension|firefox (?:extension|add-?on)|Browser-?Erweiterung|web ?extension',
    ),
  ],
  [
    'device',
    wholeWords('firmware|micro-?controllers?|arduino|esp32|esp8266|stm32|rp2040|embedded|bare[- ]metal'),
  ],
  ['bot', wholeWords('bot|chat-?bot|discord bot|slack bot|telegram bot|ボット')],
  [
    'library',
    wholeWords(
      'library|libraries|sdk|crate|npm package|npm module|pypi package|python package|nuget package|gem|parser combinators?|bibliothek|bibliothèque|librería|biblioteca',
    ),
  ],
  [
    'cli',
    wholeWords(
      'cli|command[- ]?line|terminal|shell tool|console (?:tool|app|application|program)|kommandozeile\\p{L}*|ligne de commande|línea de comandos',
    ),
  ],
  [
    'game',
    wholeWords(
      'games?|spiel|jeu|juego|gioco|platformer|roguelike|arcade|tetris|snake|chess|sudoku|tower defen[cs]e|multiplayer',
    ),
  ],
  [
    'pipeline',
    wholeWords(
      'etl|elt|data pipelines?|pipelines?|data warehouse|batch jobs?|ingestion|data lake|datenpipeline',
    ),
  ],
  [
    'mobile',
    wholeWords(
      'mobile apps?|ios|iphone|android|ipad|smartphone app|phone app|handy-?app|application mobile|app m[oó]vil',
    ),
  ],
  ['desktop', wholeWords('desktop|windows app(?:lication)?|macos app|gui|menu ?bar app|electron|tauri')],
  [
    'api',
    wholeWords(
      '(?:rest|graphql|grpc|http|json|web) (?:api|service)|rest-?api|api|micro-?services?|backend|web ?hooks?|schnittstelle',
    ),
  ],
  [
    'web',
    wholeWords(
      'web ?apps?|web ?sites?|web ?pages?|saas|portal|dashboard|online (?:shop|store)|shop|store front|e-?commerce|blog|wiki|forum|marketplace|browser|web ?seite|webanwendung|site web|p[aá]gina web|landing page|cms|crm',
    ),
  ],
]
const NAMED_CJK: [Kind, RegExp][] = [
  ['bot', /ボット|机器人|봇/],
  ['library', /ライブラリ|类库|라이브러리/],
  ['cli', /コマンドライン|コマンド|命令行|명령줄/],
  ['game', /ゲーム|游戏|遊戲|게임/],
  ['mobile', /スマホ|スマートフォン|モバイル|手机|모바일/],
  ['pipeline', /パイプライン|数据管道|파이프라인/],
  ['web', /ウェブ|サイト|ホームページ|网站|网页|웹/],
]

const BY_LANGUAGE: [RegExp, Kind][] = [
  [/^(?:swift|kotlin|dart|flutter|objective-?c)$/i, 'mobile'],
  [
    /^(?:go|golang|rust|c|c\+\+|cpp|zig|bash|shell|sh|posix shell|powershell|perl|haskell|ocaml|nim|awk)$/i,
    'cli',
  ],
  [/^(?:gdscript|lua)$/i, 'game'],
  [/^(?:sql|r|julia)$/i, 'pipeline'],
]

const BY_FRAMEWORK: [RegExp, Kind][] = [
  [
    /^(?:unity|godot|bevy|phaser|pygame|pygame-ce|unreal(?: engine)?|l[öo]ve|libgdx|monogame|raylib|ebitengine|sdl[23]?)$/i,
    'game',
  ],
  [/^(?:react native|expo|flutter|swiftui|uikit|jetpack compose|\.net maui|maui|ionic)$/i, 'mobile'],
  [/^(?:electron|tauri|qt|gtk|wpf|winforms|javafx|avalonia)$/i, 'desktop'],
  [/^(?:airflow|dbt|spark|apache spark|dagster|prefect|kafka|beam)$/i, 'pipeline'],
  [/^(?:click|typer|cobra|clap|picocli|oclif|commander|ink|ratatui)$/i, 'cli'],
  [/^(?:fastapi|express|fastify|gin|echo|fiber|axum|actix(?:-web)?|grpc|nestjs|tonic)$/i, 'api'],
]

export interface Sort {
  kind: Kind
  /** The brief does not say; the design assumes it. */
  assumed: boolean
}

export function sortOf(name: string, requirements: string, languages: string[], frameworks: string[]): Sort {
  for (const text of [requirements.slice(0, 400), name, requirements.slice(0, 6000)]) {
    const kind = earliest(text)
    // "Tool Library" lends tools; what a name calls a library is seldom one of code.
    if (kind && !(kind === 'library' && (text === name || LENDING.test(requirements.slice(0, 6000)))))
      return { kind, assumed: false }
  }
  for (const [pattern, kind] of BY_FRAMEWORK)
    if (frameworks.some((framework) => pattern.test(framework))) return { kind, assumed: false }
  for (const [pattern, kind] of BY_LANGUAGE)
    if (languages[0] !== undefined && pattern.test(languages[0])) return { kind, assumed: true }
  return { kind: 'web', assumed: true }
}

const LENDING = wholeWords('borrow\\p{L}*|lend\\p{L}*|loans?|shelves|librarians?|readers')

/** What is named first in the text; of two at one place the one of precedence. */
function earliest(text: string): Kind | undefined {
  let best: { kind: Kind; at: number } | undefined
  for (const [kind, pattern] of [...NAMED, ...NAMED_CJK]) {
    const at = text.search(pattern)
    if (at >= 0 && !isForeign(kind, text, at) && (!best || at < best.at - NEAR)) best = { kind, at }
  }
  return best?.kind
}

/** Characters: "a command line game", "a REST API for a shop" name one product with two words. */
const NEAR = 24

/** "uses the GitHub API" or "without a browser" does not make the product one. */
function isForeign(kind: Kind, text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 24), at)
  if (/\b(?:no|not an?|without(?: an?)?|instead of|ohne|sans|sin)\s+(?:\p{L}+\s+)?$/iu.test(before))
    return true
  return (
    kind === 'api' &&
    /(?:\b(?:the|use|uses|using|via|from|their|its|call|calls)\s+(?:\p{L}+\s+)?|\p{Lu}\p{L}+\s+)$/u.test(
      before,
    ) &&
    !/^(?:rest|graphql|grpc|http|json|web) /i.test(text.slice(at))
  )
}
