/** What sort of product a brief asks for, and the words that say so. */

export const KINDS = [
  'cli',
  'library',
  'api',
  'web',
  'saas',
  'pipeline',
  'mobile',
  'desktop',
  'game',
  'bot',
  'extension',
  'device',
] as const
export type Kind = (typeof KINDS)[number]

export interface KindWords {
  /** With its article. */
  noun: string
  points: number
  because: string
  /** They say what the product is: "a command-line tool". */
  names: string
  /** They hint at it: "stdin", "endpoints". */
  hints?: string
  /** Names of frameworks, as people list them. */
  frameworks?: string
}

export const KIND_WORDS: Record<Kind, KindWords> = {
  cli: {
    noun: 'a command-line tool',
    points: 1,
    because: 'one program, no server, nothing to deploy',
    names:
      'cli, command~line tool, command~line program, command~line utility, command~line app, command~line application, command~line interface, command~line, terminal tool, terminal app, terminal program, shell tool, shell script, console tool, console app, console application, tui, kommandozeile*, befehlszeile*, terminalprogramm*, ligne de commande, linea de comandos, linea de ordenes, *コマンドライン*, コマンドツール, 命令行',
    hints:
      'script, static site generator, code generator, terminal, stdin, stdout, standard input, exit code, shell completion, command line flag, subcommand, man page, 標準入力, 標準出力, ターミナル',
    frameworks: 'click, typer, cobra, clap, picocli, oclif, commander, ink, ratatui, bubbletea, argparse',
  },
  library: {
    noun: 'a library',
    points: 1,
    because: 'code that other programs call; its interface is what counts',
    names:
      'library, sdk, crate, npm package, npm module, node module, pypi package, python package, nuget package, ruby gem, composer package, header only, client library, api client, api wrapper, python client, typescript client, javascript client, java client, rust client, go client, language bindings, component library, bibliothek, programmbibliothek, softwarebibliothek, bibliotheque, libreria, biblioteca, ライブラリ, 类库, 開発キット',
    hints:
      'public functions, tree shakable, tree shakeable, published to npm, published on npm, published to pypi, on pypi, on npm, on crates io, on maven central, crates io, importable, callers',
  },
  api: {
    noun: 'an HTTP service',
    points: 2,
    because: 'a server with an interface for other programs',
    names:
      'rest api, restful api, rest service, web api, http api, json api, graphql api, grpc api, grpc service, graphql server, http service, web service, web~hook receiver, micro~service, api server, api service, api, backend, back end, backend service, restful service, schnittstelle, webdienst, api rest, servicio web, service web, *バックエンド*, 接口服务, 後端',
    hints:
      'service, server, web~hook, grpc, endpoint, openapi, swagger, http endpoint, status code, rate limit, エンドポイント',
    frameworks:
      'fastapi, express, fastify, gin, echo, fiber, axum, actix, actix-web, grpc, nestjs, tonic, flask, hono, koa',
  },
  web: {
    noun: 'a web app',
    points: 2,
    because: 'pages and a server behind them',
    names:
      'web~app, web application, web~site, web~page, web portal, web interface, web ui, landing page, online shop, online store, web~shop, e~commerce site, e~commerce store, single page app, progressive web app, pwa, browser based app, browser app, intranet, customer portal, internal tool, admin panel, admin dashboard, wiki, cms, crm, forum, blog, marketplace, webseite, website, webanwendung*, webapp*, webportal, onlineshop, online shop, internetseite, site web, site internet, application web, boutique en ligne, pagina web, sitio web, aplicacion web, tienda online, tienda en linea, *ウェブアプリ*, *ウェブサイト*, ウェブ, webアプリ, *webサイト, ホームページ, *ウェブサービス*, 网站, 网页, 웹사이트*, 웹앱*, web アプリ',
    hints:
      'browser, site, online, platform, plattform, plateforme, plataforma, pages, dashboard, responsive, single page, html page, visitors, subpage, im browser, navigateur, navegador, ブラウザ, web=, 画面',
    frameworks:
      'react, vue, svelte, angular, next.js, nextjs, nuxt, sveltekit, remix, astro, django, rails, ruby on rails, laravel, htmx, blazor, phoenix, spring boot, wordpress',
  },
  saas: {
    noun: 'a SaaS',
    points: 4,
    because: 'a product that many customers rent: it runs always, and keeps them apart',
    names:
      'saas, software as a service, saas platform, saas product, saas app, subscription software, mietsoftware, logiciel en tant que service, クラウドサービス, 软件即服务',
    hints:
      'b2b platform, free plan, paid plan, free trial, pricing tier, subscription tier, subscription plan, per seat, self service signup, churn, 月額',
  },
  pipeline: {
    noun: 'a data pipeline',
    points: 3,
    because: 'data from elsewhere has to arrive whole, once, and again after a failure',
    names:
      'data pipeline, etl pipeline, etl, elt, etl job, ingestion pipeline, ingestion service, batch pipeline, streaming pipeline, data warehouse, data lake, data~platform, batch job, stream processing, datenpipeline, daten pipeline, datenstrecke, pipeline de donnees, pipeline de datos, flujo de datos etl, *データパイプライン*, 数据管道',
    hints:
      'pipeline, nightly job, load+ into, dedup*, sftp, warehouse, ingest+, back~fill, data quality, schema evolution, parquet, upstream tables, nightly load, パイプライン, パイプ',
    frameworks: 'airflow, dbt, spark, apache spark, dagster, prefect, beam, flink, luigi, apache airflow',
  },
  mobile: {
    noun: 'a mobile app',
    points: 3,
    because: 'it is built, signed and released for phones, and the network comes and goes',
    names:
      'mobile app, mobile application, ios app, iphone app, android app, phone app, smartphone app, tablet app, ipad app, native app, handy~app, smartphone~app, mobile anwendung, application mobile, appli mobile, app movil, aplicacion movil, app para movil, *スマホアプリ*, *スマートフォンアプリ*, *モバイルアプリ*, iosアプリ, androidアプリ, 手机应用, 手机app, スマホ',
    hints: 'ios, iphone, android, app store, play store, smartphone, ipad, phones=, 携帯',
    frameworks:
      'react native, expo, flutter, swiftui, uikit, jetpack compose, maui, ionic, capacitor, kotlin multiplatform',
  },
  desktop: {
    noun: 'a desktop app',
    points: 2,
    because: 'it is installed on people’s machines, and has to be updated there',
    names:
      'desktop app, desktop application, desktop program, desktop tool, desktop client, windows app, windows application, windows program, mac app, macos app, linux app, menu~bar app, tray app, gui app, gui application, gui tool, desktop~anwendung, desktop~programm, application de bureau, logiciel de bureau, aplicacion de escritorio, *デスクトップアプリ*, 桌面应用',
    hints: 'desktop, installer, system tray, menu~bar, native window, デスクトップ',
    frameworks: 'electron, tauri, qt, gtk, wpf, winforms, javafx, avalonia, wails',
  },
  game: {
    noun: 'a game',
    points: 3,
    because: 'rules, pictures and a loop that must never stutter',
    names:
      'game, video game, tetris, minesweeper, solitaire, sudoku, pong clone, snake clone, chess engine, board game, card game, puzzle game, browser game, mobile game, platformer, roguelike, tower defense, tower defence, visual novel, text adventure, spiel, computerspiel, brettspiel, kartenspiel, browserspiel, jeu, jeu video, juego, videojuego, *ゲーム*, 游戏, 遊戲',
    hints: 'gameplay, player character, high score, boss fight, spaceship, levels=, enemies=, 敵, sprites=',
    frameworks:
      'unity, godot, bevy, phaser, pygame, unreal, unreal engine, love2d, libgdx, monogame, raylib, ebitengine, sdl2',
  },
  bot: {
    noun: 'a bot',
    points: 2,
    because: 'it lives in somebody else’s chat and by its rules',
    names: 'bot, chat~bot, discord bot, slack bot, telegram bot, chat bot, *ボット*, 机器人, 챗봇*',
  },
  extension: {
    noun: 'a browser extension',
    points: 2,
    because: 'it lives in other people’s pages, under a store’s rules',
    names:
      'browser extension, browser add~on, browser plugin, chrome extension, firefox extension, firefox add~on, safari extension, web extension, vs~code extension, editor extension, editor plugin, wordpress plugin, figma plugin, browser~erweiterung, chrome~erweiterung, extension de navigateur, extension du navigateur, extension chrome, extension de navegador, *ブラウザ拡張*, 拡張機能, 浏览器扩展',
  },
  device: {
    noun: 'firmware',
    points: 3,
    because: 'it runs on a device that is hard to update and easy to cut off',
    names:
      'firmware, embedded controller, embedded device, embedded software, embedded system, microcontroller, bare metal, arduino, esp32, esp8266, stm32, rp2040, *ファームウェア*, マイコン, 固件, mikrocontroller, microcontroleur, microcontrolador',
    hints: 'rtos, interrupt handler, watchdog, gpio, flash memory, deep sleep',
  },
}

/** Two of these in one brief are no contradiction: a SaaS has pages, an API and perhaps a command-line client. */
const WITHIN: Record<Kind, readonly Kind[]> = {
  saas: ['web', 'api', 'mobile', 'bot', 'extension', 'desktop', 'pipeline'],
  web: ['api', 'mobile', 'pipeline', 'extension', 'bot', 'game'],
  mobile: ['api', 'web', 'game', 'device'],
  desktop: ['api', 'web', 'game'],
  game: ['web', 'mobile', 'desktop', 'api'],
  pipeline: ['api', 'web', 'cli'],
  api: ['web', 'bot', 'library', 'pipeline'],
  bot: ['api', 'web'],
  extension: ['web', 'api'],
  device: ['mobile', 'web', 'api'],
  library: ['cli', 'api', 'web'],
  cli: ['library', 'game', 'pipeline', 'api'],
}

export const goTogether = (one: Kind, other: Kind): boolean =>
  one === other || WITHIN[one].includes(other) || WITHIN[other].includes(one)

/** The one that a person would call the whole where both are named alike: a SaaS rather than its pages. */
export const PRECEDENCE: readonly Kind[] = [
  'saas',
  'extension',
  'device',
  'bot',
  'game',
  'mobile',
  'pipeline',
  'desktop',
  'cli',
  'library',
  'web',
  'api',
]

/** What is built and released by itself, beside the product's main part. */
export const SURFACES: readonly Kind[] = [
  'api',
  'web',
  'mobile',
  'desktop',
  'cli',
  'library',
  'bot',
  'extension',
  'device',
  'pipeline',
]
