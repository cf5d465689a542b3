import type { Kind } from './kinds.ts'

/** What is usually built with in a programming language. A part is "name: reason". */
export interface Language {
  /** As the person wrote it. */
  name: string
  /** Its virtue here, as a clause. */
  virtue: string
  runtime?: string
  web?: string
  cli?: string
  ui?: string
  game?: string
  data?: string
  sqlite?: string
  test: string
  check?: string
  naming: 'camel' | 'snake' | 'pascal'
  /** A function that takes text and can fail; `{f}` its name, `{T}` the type it gives. */
  signature: string
  /** Kinds that it is a poor fit for, and what to do about that. */
  poor?: Partial<Record<Kind, string>>
  known: boolean
}

type Entry = Omit<Language, 'name' | 'known'> & { names: RegExp }

const BROWSER_GAME = 'Canvas 2D API: in every browser already, enough for sprites in two dimensions'

const LANGUAGES: Entry[] = [
  {
    names: /^(?:typescript|ts)$/i,
    virtue: 'one typed language on both sides of the wire, so that a renamed field is a compile error',
    runtime:
      'Node.js 24 LTS: runs it without a build step and brings SQLite, tests and argument parsing along',
    web: 'Hono: routes and middleware on the standard Request and Response, so that tests need no socket',
    cli: 'node:util parseArgs: in the standard library, enough for these commands',
    ui: 'Electron: one code base for three systems, the language of the brief throughout',
    game: BROWSER_GAME,
    data: 'nodejs-polars: columns instead of objects, so that a day of input fits into memory',
    sqlite: 'node:sqlite',
    test: 'Vitest',
    check: 'Biome',
    naming: 'camel',
    signature: '{f}(input: string): {T}',
    poor: { device: 'move the time-critical part into C and talk to it over a serial line' },
  },
  {
    names: /^(?:javascript|js|node(?:\.?js)?)$/i,
    virtue: 'runs in every browser and on the server without a build step',
    runtime: 'Node.js 24 LTS: brings SQLite, tests and argument parsing along',
    web: 'Hono: routes and middleware on the standard Request and Response, so that tests need no socket',
    cli: 'node:util parseArgs: in the standard library, enough for these commands',
    ui: 'Electron: one code base for three systems',
    game: BROWSER_GAME,
    data: 'nodejs-polars: columns instead of objects, so that a day of input fits into memory',
    sqlite: 'node:sqlite',
    test: 'node:test',
    check: 'Biome',
    naming: 'camel',
    signature: '{f}(input) → {T}',
    poor: { device: 'move the time-critical part into C and talk to it over a serial line' },
  },
  {
    names: /^(?:python|py|python ?3(?:\.\d+)?)$/i,
    virtue: 'short code for text and data, and a package for nearly every format and service',
    runtime: 'uv: locks the packages and the interpreter in one file',
    web: 'FastAPI: checks each request against its types and describes itself in OpenAPI',
    cli: 'argparse: in the standard library, writes the help text itself',
    ui: 'PySide6: native widgets on three systems',
    game: 'pygame-ce: window, sprites, sound and input in one package',
    data: 'Polars: columns instead of objects, reads CSV and Parquet lazily',
    sqlite: 'sqlite3',
    test: 'pytest',
    check: 'Ruff and mypy',
    naming: 'snake',
    signature: '{f}(text: str) -> {T}',
    poor: {
      mobile: 'keep the app a thin web view and put the work on a server',
      device: 'use MicroPython on the chip and write time-critical handlers in C',
    },
  },
  {
    names: /^(?:go|golang)$/i,
    virtue: 'one static binary a platform, nothing to install beside it',
    web: 'net/http and html/template: in the standard library, routes with methods and safe HTML included',
    cli: 'flag: in the standard library, one flag set a command',
    ui: 'Fyne: one package for three systems, no C tool chain on the user’s side',
    game: 'Ebitengine: two dimensions, runs in the browser too',
    data: 'encoding/csv with goroutines: rows stream through, memory stays flat',
    sqlite: 'modernc.org/sqlite',
    test: 'the testing package',
    check: 'go vet and staticcheck',
    naming: 'pascal',
    signature: '{f}(r io.Reader) ({T}, error)',
    poor: { mobile: 'build the core with gomobile and the screens in the systems’ own languages' },
  },
  {
    names: /^(?:rust|rs)$/i,
    virtue: 'no garbage collector and no data race, mistakes with memory do not compile',
    runtime: 'Cargo: builds, tests and locks',
    web: 'axum: routes with typed extractors on tokio',
    cli: 'clap: help text and checks out of one struct',
    ui: 'Tauri: the system’s own web view, installers of a few megabytes',
    game: 'macroquad: window, sprites and sound, the browser included, builds in seconds',
    data: 'Polars: columns and lazy plans, the language of the brief throughout',
    sqlite: 'rusqlite',
    test: 'cargo test with proptest',
    check: 'clippy',
    naming: 'snake',
    signature: 'fn {f}(input: &str) -> Result<{T}, Error>',
  },
  {
    names: /^java(?: ?\d+)?$/i,
    virtue: 'a mature virtual machine whose profiling and libraries carry a service for years',
    runtime: 'JDK 25 LTS with Maven: virtual threads make one blocking thread a request cheap',
    web: 'Javalin: routes in plain code, no container to configure',
    cli: 'picocli: help text and checks out of annotations',
    ui: 'JavaFX: one tool kit for three systems',
    game: 'libGDX: one code base for desktop, Android and browser',
    data: 'the standard streams with Apache Commons CSV: rows stream through, memory stays flat',
    sqlite: 'sqlite-jdbc',
    test: 'JUnit 5',
    check: 'Error Prone',
    naming: 'camel',
    signature: '{T} {f}(String input) throws ParseException',
    poor: { device: 'use a board that runs Linux, and keep the time-critical part in C' },
  },
  {
    names: /^kotlin$/i,
    virtue: 'null is part of the type, and coroutines make waiting cancellable',
    web: 'Ktor: routes as coroutines, small enough to test in process',
    cli: 'Clikt: commands as classes, help text included',
    ui: 'Compose Multiplatform: the same screens on three systems',
    game: 'KorGE: a scene graph in the language of the brief',
    data: 'Kotlin sequences: rows stream through, memory stays flat',
    sqlite: 'SQLDelight',
    test: 'kotlin.test on JUnit 5',
    check: 'detekt',
    naming: 'camel',
    signature: 'fun {f}(input: String): {T}',
  },
  {
    names: /^(?:c#|csharp|c sharp|\.net|dotnet)$/i,
    virtue: 'one typed language for service, desktop and phone, with a large standard library',
    runtime: '.NET 10 LTS: one self-contained file to deploy',
    web: 'ASP.NET Core minimal APIs: routes, checks and OpenAPI in the framework itself',
    cli: 'System.CommandLine: help text and completion out of the commands',
    ui: 'Avalonia: one tool kit for three systems',
    game: 'MonoGame: a plain game loop, no editor to learn',
    data: 'System.Threading.Channels: stages run side by side with bounded memory',
    sqlite: 'Microsoft.Data.Sqlite',
    test: 'xUnit',
    check: 'the Roslyn analyzers, warnings as errors',
    naming: 'pascal',
    signature: '{T} {f}(string input)',
  },
  {
    names: /^php(?: ?\d.*)?$/i,
    virtue: 'every host runs it, and a request that fails takes no other with it',
    web: 'Slim: routes and middleware, no more; templates by Twig, which escapes by itself',
    cli: 'symfony/console: commands, arguments and help text',
    data: 'generators over fgetcsv: rows stream through, memory stays flat',
    sqlite: 'PDO',
    test: 'PHPUnit',
    check: 'PHPStan',
    naming: 'camel',
    signature: '{f}(string $input): {T}',
    poor: {
      game: 'keep the rules on the server in PHP, turn by turn, and draw in the browser',
      desktop: 'run the built-in server on the loopback address and show the browser',
      mobile: 'make it a web app that can be installed on the home screen',
    },
  },
  {
    names: /^ruby$/i,
    virtue: 'little code for rules that change often',
    web: 'Rails: forms, sessions, mail and migrations decided already',
    cli: 'OptionParser: in the standard library, enough for these commands',
    data: 'the csv library row by row: memory stays flat',
    game: 'DragonRuby: window, sprites and sound, builds for desktop and web',
    sqlite: 'the sqlite3 gem',
    test: 'Minitest',
    check: 'RuboCop',
    naming: 'snake',
    signature: '{f}(text) → {T}',
    poor: { mobile: 'make it a web app that can be installed on the home screen' },
  },
  {
    names: /^swift$/i,
    virtue: 'the platform’s own language, so that every system service is one import away',
    web: 'Vapor: routes as async functions',
    cli: 'swift-argument-parser: commands as types, help text included',
    ui: 'SwiftUI: screens follow the state, accessibility included',
    game: 'SpriteKit: scenes, physics and sound come with the system',
    data: 'AsyncSequence: rows stream through, memory stays flat',
    sqlite: 'GRDB',
    test: 'Swift Testing',
    check: 'SwiftLint',
    naming: 'camel',
    signature: 'func {f}(_ input: String) throws -> {T}',
  },
  {
    names: /^dart$/i,
    virtue: 'one code base that compiles to native code on both phone systems',
    web: 'shelf: handlers and middleware, small enough to test in process',
    cli: 'the args package: commands and help text',
    ui: 'Flutter: the same screens on both phone systems',
    game: 'Flame: a game loop on Flutter',
    sqlite: 'drift',
    test: 'the test package',
    check: 'dart analyze',
    naming: 'camel',
    signature: '{T} {f}(String input)',
  },
  {
    names: /^(?:c\+\+|cpp|c\+\+\d\d)$/i,
    virtue: 'control over memory and time, and the libraries of forty years',
    runtime: 'CMake with presets: one build description for each compiler',
    web: 'cpp-httplib: one header, a thread a request',
    cli: 'CLI11: one header, help text included',
    ui: 'Qt 6: native widgets on three systems',
    game: 'raylib: window, sprites and sound in one small library',
    data: 'memory-mapped files and std::from_chars: no copy of the input',
    sqlite: 'the SQLite amalgamation',
    test: 'Catch2 under AddressSanitizer and UBSan',
    check: 'clang-tidy, warnings as errors',
    naming: 'snake',
    signature: 'std::expected<{T}, error> {f}(std::string_view input)',
  },
  {
    names: /^c(?:99|11|17|23)?$/i,
    virtue: 'runs anywhere, starts at once and can be called from every other language',
    runtime: 'CMake with presets: one build description for each compiler',
    web: 'libmicrohttpd: a small server inside the process',
    cli: 'getopt_long: in the C library of every Unix',
    ui: 'GTK 4: widgets with accessibility, plain C',
    game: 'raylib: window, sprites and sound in one small library',
    data: 'fixed buffers and one pass over the input: memory known beforehand',
    sqlite: 'the SQLite amalgamation',
    test: 'cmocka under AddressSanitizer and UBSan',
    check: '-Wall -Wextra -Werror and clang-tidy',
    naming: 'snake',
    signature: 'int {f}(const char *input, size_t length, {T} *out)',
    poor: { web: 'keep the server behind a proxy that parses HTTP, and fuzz every parser of our own' },
  },
  {
    names: /^elixir$/i,
    virtue: 'a process a connection, supervised, so that one failure ends one visit',
    web: 'Phoenix with LiveView: pages that update themselves without a second language',
    cli: 'OptionParser and escript: in the standard distribution',
    data: 'Broadway: stages with back-pressure',
    sqlite: 'ecto_sqlite3',
    test: 'ExUnit',
    check: 'Credo and Dialyzer',
    naming: 'snake',
    signature: '{f}(text) :: {:ok, {T}} | {:error, reason}',
  },
  {
    names: /^scala$/i,
    virtue: 'types that carry the rules, on a mature virtual machine',
    web: 'http4s: routes as functions',
    cli: 'decline: commands as values',
    data: 'FS2: streams with back-pressure',
    sqlite: 'doobie with sqlite-jdbc',
    test: 'munit with ScalaCheck',
    check: 'scalafix',
    naming: 'camel',
    signature: 'def {f}(input: String): Either[Error, {T}]',
  },
  {
    names: /^haskell$/i,
    virtue: 'effects are in the types, so the rules can be tested as plain functions',
    web: 'Servant: the routes are a type, documentation follows from it',
    cli: 'optparse-applicative: commands as values',
    data: 'conduit: streams in constant memory',
    sqlite: 'sqlite-simple',
    test: 'hspec with QuickCheck',
    check: 'HLint',
    naming: 'camel',
    signature: '{f} :: Text -> Either Error {T}',
  },
  {
    names: /^zig$/i,
    virtue: 'no hidden allocation, and it compiles for every platform from one machine',
    web: 'std.http: in the standard library, kept behind a proxy',
    cli: 'std.process.args: in the standard library',
    game: 'raylib-zig: window, sprites and sound',
    sqlite: 'zig-sqlite',
    test: 'zig test',
    naming: 'camel',
    signature: 'fn {f}(input: []const u8) !{T}',
  },
  {
    names: /^lua$/i,
    virtue: 'small enough to sit inside another program, quick to try out',
    game: 'LÖVE: window, sprites, sound and input around one script',
    sqlite: 'LuaSQLite3',
    test: 'busted',
    check: 'luacheck',
    naming: 'snake',
    signature: '{f}(text) → {T} or nil, error',
  },
  {
    names: /^gdscript$/i,
    virtue: 'the engine’s own language, changed while the game runs',
    game: 'Godot 4: scenes, input, sound and export to desktop and web',
    test: 'GUT',
    naming: 'snake',
    signature: 'func {f}(text: String) -> {T}',
  },
  {
    names: /^(?:bash|shell|sh|posix shell|zsh)$/i,
    virtue: 'there on every server already, made for joining programs',
    cli: 'getopts: in every POSIX shell',
    test: 'Bats',
    check: 'ShellCheck',
    naming: 'snake',
    signature: '{f} < input → {T} on standard output',
    poor: {
      web: 'let a web server answer and keep the scripts to jobs behind it',
      game: 'keep it turn-based in the terminal',
      library: 'name every function with one prefix and source one file',
    },
  },
  {
    names: /^r$/i,
    virtue: 'statistics and plots without further packages',
    web: 'Shiny: pages that follow the analysis',
    data: 'data.table: joins and groups in memory, fast',
    sqlite: 'RSQLite',
    test: 'testthat',
    check: 'lintr',
    naming: 'snake',
    signature: '{f}(text) → {T}',
  },
]

/** Languages that stand beside another one. */
const BESIDE: [RegExp, string, string][] = [
  [/^sql$/i, 'Queries and schema', 'the rules that the data must keep stand beside the data, as constraints'],
  [/^html5?$/i, 'Pages', 'forms, links and headings work before any script has come'],
  [/^(?:css3?|scss|sass)$/i, 'Looks', 'layout and colour schemes without a script'],
  [/^(?:yaml|json|toml)$/i, 'Settings', 'read by people and by programs'],
  [
    /^graphql$/i,
    'Schema of the interface',
    'clients ask for the fields they need, the schema is the contract',
  ],
  [/^(?:bash|shell|powershell)$/i, 'Set-up and release scripts', 'there on every machine that builds it'],
]

export function languageOf(name: string): Language {
  const entry = LANGUAGES.find(({ names }) => names.test(name.trim()))
  if (entry) return { ...entry, name, known: true }
  return {
    name,
    virtue: 'the brief decides it; nothing here relies on more than its standard library',
    test: 'its usual test runner',
    naming: 'snake',
    signature: '{f}(input) → {T}',
    known: false,
  }
}

/** Its role where another language of the brief is the main one. */
export const besideOf = (name: string) => {
  const beside = BESIDE.find(([names]) => names.test(name.trim()))
  return beside && { role: beside[1], reason: beside[2] }
}
