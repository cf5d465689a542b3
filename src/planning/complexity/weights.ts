import type { Kind } from './kinds.ts'

/** What makes a product heavier to build, whatever it is; each counts once, however often it is named. */

export interface Weight {
  /** As a line of the explanation names it. */
  name: string
  points: number
  because: string
  phrases: string
  /** Only for these; elsewhere it is nothing special. */
  only?: readonly Kind[]
  /** Phrases that mean something else where one of the words of `unless` stands anywhere in the brief. */
  weak?: { phrases: string; unless: string }
}

/** "English and German", in the languages that briefs are written in. */
const LANGUAGE_PAIRS = [
  ['and', 'english german french spanish italian portuguese dutch japanese chinese korean arabic'],
  ['und', 'deutsch englisch franzosisch spanisch italienisch turkisch'],
  ['et', 'francais anglais allemand espagnol italien arabe'],
  ['y', 'espanol ingles frances aleman portugues catalan'],
]
  .flatMap(([and = '', names = '']) => {
    const all = names.split(' ')
    return all.flatMap((one) => all.filter((other) => other !== one).map((other) => `${one} ${and} ${other}`))
  })
  .join(', ')

export const WEIGHTS: readonly Weight[] = [
  {
    name: 'accounts',
    points: 1,
    because: 'people sign in: passwords, sessions, and what happens when they are lost',
    phrases:
      'log~in, log+ in, !logged in, !logged out, log+ into, log~on, sign~in, sign+ in, !signed in, sign~up, sign+ up, password, passcode, passwordless, magic link, authenticat*, !unauthenticated, auth=, oauth, oauth2, sso, single sign on, openid, oidc, saml, user account, account, !registered user, registration, user profile, user management, members area, 2fa, mfa, two factor, passkey, user session, anmeld*, *anmeldung, einloggen, login*, passwort*, benutzerkonto*, benutzerkonten, konto=, registrierung, compte utilisateur, compte, comptes, connexion, mot de passe, mots de passe, inscription, authentification, s identifier, iniciar sesion, inicio de sesion, contrasena, cuenta, cuentas de usuario, registro de usuarios, autenticacion, ログイン, *ログイン*, *アカウント*, 認証, パスワード, 会員登録, ユーザー登録, 登录, 登錄, 密码, 账号, 注册, 로그인*',
  },
  {
    name: 'roles and permissions',
    points: 1,
    because: 'who may do what has to be decided at every step',
    phrases:
      'role, permission, access control, rbac, acl=, admin, administrator, moderator, access right, authorization, authorisation, privilege, user group, rollen=, rolle=, berechtigung*, rechteverwaltung, zugriffsrecht*, administratoren, droits d acces, droit d acces, roles utilisateurs, permisos, administradores, 権限, 管理者, ロール, 权限, 管理员',
  },
  {
    name: 'tenants',
    points: 2,
    because: 'the data of many customers lives side by side and must never mix',
    phrases:
      'multi~tenant, multi~tenancy, per tenant, tenant isolation, each tenant, tenant apart, tenants apart, each organi*, per organi*, organi* have their own, each company, per workspace, own workspace, team workspace, white~label, mandant*, mehrmandant*, multi~locataire, multi~entreprise, multi~inquilino, multi~empresa, *マルチテナント*, テナント, 多租户',
    weak: {
      phrases: 'tenant',
      unless: 'landlord, rent, apartment, lease, flat, housing, property, rental, heating',
    },
  },
  {
    name: 'payments',
    points: 2,
    because: 'money moves: amounts, failures, refunds and proof',
    phrases:
      'payment, pay+, !paid users, !paid plan, !unpaid, billing, checkout, subscription, subscribe monthly, subscription plan, pricing plan, credit card, debit card, refund, donation, purchase+, in~app purchase, shopping cart, e~commerce, online shop, online store, web~shop, onlineshop, paywall, payout, monthly fee, sepa, sell+ tickets, sell+ products, buy tickets, buy products, marketplace, zahlung*, *zahlung, *zahlungen, bezahl*, abrechnung*, abonnement, abo=, abos=, warenkorb, lastschrift, paiement, paiements, payer, facturation, panier, remboursement, boutique en ligne, pago, pagos, pagar, facturacion, suscripcion, carrito, reembolso, tienda online, 決済, 支払, 課金, サブスクリプション, *サブスク*, 購入, 返金, 支付, 付款, 订阅, 결제*',
  },
  {
    name: 'realtime',
    points: 2,
    because: 'what one does others see at once: open connections, order, and catching up',
    phrases:
      'real~time, live update, live view, live chat, live score, live dashboard, live position, live map, live feed, live status, live result, live price, update+ every second, live cursor, live location, live tracking, live data, live collaboration, group chat, chat between, chat with, chat room, chat message, direct message, web~socket, server sent event, push update, collaborativ*, simultaneous editing, co~edit+, edit together, presence indicator, updates instantly, echtzeit*, gleichzeitig bearbeit*, temps reel, tiempo real, edicion simultanea, *リアルタイム*, 同時編集, チャット, 即時更新, 实时, 即时, 聊天, 실시간*',
  },
  {
    name: 'offline work',
    points: 2,
    because: 'changes made apart meet later, and may contradict each other',
    phrases:
      'off~line, bad wi~fi, poor wi~fi, poor connection, bad connection, patchy connection, unreliable network, poor reception, off~line first, off~line mode, local~first, crdt, conflict resolution, without an internet connection, without internet, without a connection, no internet connection, no signal, hors ligne, hors connexion, sin conexion, ohne internet, offline*, *オフライン*, 圏外, 离线',
    only: ['web', 'saas', 'mobile', 'extension'],
  },
  {
    name: 'sync',
    points: 1,
    because: 'the same data lives in several places and has to agree',
    phrases:
      'sync+, synchroni*, synchronis*, across devices, between devices, several devices, multiple devices, two way sync, abgleich, geraeteubergreifend, sincroni*, 同期, 同步',
  },
  {
    name: 'search',
    points: 1,
    because: 'things have to be found: an index, ranking, and misspelt words',
    phrases:
      'search+, full~text, full~text search, faceted, fuzzy search, autocomplete, *suche, suchfunktion, suchen, volltext*, recherche, rechercher, busqueda, buscar, buscador, 検索, 搜索, 검색*',
  },
  {
    name: 'machine learning',
    points: 2,
    because: 'answers that are only probably right need measuring, limits and a way back',
    phrases:
      'ai=, ml=, llm, gpt, gpt 4, chatgpt, machine learning, deep learning, neural net*, language model, embeddings, recommendation engine, recommendation system, personali* recommendation*, computer vision, image recognition, object detection, face recognition, speech recognition, speech to text, text to speech, ocr, classifier, model training, train+ a model, train+ model*, train+ on, fine~tun*, ^^RAG, retrieval augmented, vector search, vector database, semantic search, sentiment analysis, anomaly detection, predictive model, ^^KI, kunstliche intelligenz, maschinelles lernen, bilderkennung, texterkennung, sprachmodell, ^^IA, intelligence artificielle, apprentissage automatique, inteligencia artificial, aprendizaje automatico, 機械学習, 生成AI, 人工知能, 画像認識, 音声認識, 深層学習, 机器学习, 人工智能',
  },
  {
    name: 'data volume',
    points: 2,
    because: 'so much data that one machine’s memory, or one night, may not do',
    phrases:
      'big data, millions of, billions of, hundreds of thousands, terabyte*, petabyte*, high throughput, high volume, high traffic, large scale, web scale, massive amounts, sharding, data lake, data warehouse, millionen, milliarden, millions d, millones de, grandes volumenes, gros volumes, grosse datenmengen, 大量データ, 大規模データ, ビッグデータ, 数百万, 百万件, 千万件, 億件, 海量',
  },
  {
    name: 'compliance',
    points: 2,
    because: 'a law or a norm has to be kept, and shown to be kept',
    phrases:
      'gdpr, hipaa, pci=, pci dss, soc 2, soc2, iso 27001, dsgvo, rgpd, ccpa, ferpa, coppa, compliance, regulatory, regulated, audit trail, audit log, medical data, medical record, patient data, patient record, patient file, patients=, health record, health data, kyc, e~signature, electronic signature, data protection law, datenschutz*, patientenakte*, patientendaten, revisionssicher*, donnees de sante, conformite, dossier medical, cumplimiento, proteccion de datos, historia clinica, historial medico, 個人情報, 監査, 電子カルテ, 患者, 法令, 合规',
  },
  {
    name: 'encryption',
    points: 1,
    because: 'keys have to be made, kept, changed and lost safely',
    phrases:
      'end to end encrypt*, e2e encrypt*, e2ee, encrypt*, cryptograph*, zero knowledge, digital signature, key rotation, verschlussel*, ende zu ende, chiffre*, chiffrement, cifrado, encriptad*, 暗号化, 暗号, 加密',
  },
  {
    name: 'several languages',
    points: 1,
    because: 'every text exists several times, with its dates, plurals and direction',
    phrases:
      'i18n, l10n, internationali*, locali*, multi~lingual, multi~language, in two languages, in three languages, in five languages, right to left, rtl=, translated into, translations, in english and german, in english and french, in english and spanish, in english and japanese, in english and chinese, in german and english, mehrsprachig*, auf deutsch und englisch, multilingue, plusieurs langues, bilingue, varios idiomas, 多言語*, 多言語, 日本語と英語, 英語と日本語, 多语言, 国際化',
    weak: {
      phrases: `multiple languages, several languages, ${LANGUAGE_PAIRS}`,
      unless: 'syntax highlighting, programming language, linter, code snippet, compiler',
    },
  },
  {
    name: 'files',
    points: 1,
    because: 'people bring files of any size and sort, which have to be checked and kept',
    phrases:
      'file upload, upload+, attachment, photo upload, image upload, image processing, thumbnail, generate pdf*, pdf export, pdf generation, pdf report, pdf invoice, document management, hochladen, hochgeladen, datei~upload, dateiupload*, anhang, anhange, telecharger des, televers*, pieces jointes, piece jointe, subir archivos, subir fotos, adjuntos, *アップロード*, 添付, 上传, 업로드*',
  },
  {
    name: 'audio and video',
    points: 2,
    because: 'media is big, slow and of many sorts, and people notice each stutter',
    phrases:
      'video streaming, live~stream+, transcod*, video call, video chat, video conferenc*, video consult*, video appointment, webrtc, video editor, video editing, audio processing, audio streaming, voice call, voice chat, video~anruf*, videokonferenz*, visioconference, videollamada*, 動画配信, ビデオ通話, 音声通話, 视频',
  },
  {
    name: 'messages to people',
    points: 1,
    because: 'mail and notices leave the product, may not arrive, and must not arrive twice',
    phrases:
      'email+, e mail+, push notification, notification, notify, notif*, reminder, remind+, newsletter, sms, text message, push message, benachrichtig*, erinnerung*, per mail, e mails, mails=, rappel, rappels, courriel, courriels, notificacion*, recordatorio*, correo, correos, correo electronico, 通知, *メール*, リマインダー, リマインド, 邮件, 提醒, 알림*',
  },
  {
    name: 'work in the background',
    points: 1,
    because: 'something runs while nobody looks: when, how often, and what if it fails',
    phrases:
      'cron, cronjob, nightly job, over~night, at night, scheduled job, scheduled task, scheduled report, scheduler, background job, background task, background worker, job queue, task queue, message queue, nightly, hourly, every night, every hour, every morning, every minute, every day, periodic*, dead letter, retr* with backoff, jede nacht, jede stunde, stundlich, nachtlich, warteschlange, chaque nuit, toutes les heures, file d attente, tache planifiee, cada noche, cada hora, tareas programadas, cola de mensajes, 定期実行, 毎晩, 毎時, 毎朝, バッチ, 每晚, 定时',
  },
  {
    name: 'maps and places',
    points: 1,
    because: 'places, distances and maps, and who may know where somebody is',
    phrases:
      'gps, geolocat*, geocod*, geofenc*, geospatial, map view, on a map, on the map, maps=, interactive map, route planning, turn by turn, nearby, live location, current location, auf einer karte, kartenansicht, standort*, sur une carte, geolocalis*, geolocaliz*, en un mapa, mapa interactivo, 地図, 位置情報, 地图, 定位, 지도',
  },
  {
    name: 'several players',
    points: 2,
    because: 'games of several people need matching, fairness and hiding of the network',
    phrases:
      'multi~player, matchmaking, pvp, netcode, online match, online co~op, leaderboard online, mehrspieler*, multijoueur*, multi~joueurs, multijugador*, *マルチプレイ*, 対戦, 多人游戏, 联机',
  },
  {
    name: 'availability',
    points: 2,
    because: 'it must go on when a machine does not',
    phrases:
      'high availability, highly available, zero~downtime, failover, fail over, disaster recovery, multi~region, two regions, three regions, several regions, multiple regions, auto~scal*, load~balanc*, uptime, sla=, slas=, hochverfugbar*, ausfallsicher*, haute disponibilite, alta disponibilidad, 高可用性, 高可用, 冗長化',
  },
  {
    name: 'old systems and data',
    points: 1,
    because: 'what is there has to be read, understood and moved without loss',
    phrases:
      'data migration, migrat* from, migrat* existing, migrat* our, legacy, legacy system, legacy data, mainframe, altsystem*, datenmigration, migration des donnees, migracion de datos, sistema antiguo, データ移行, 移行, 既存システム, 数据迁移',
  },
  {
    name: 'analytics and reports',
    points: 1,
    because: 'figures are made of all data, and people decide by them',
    phrases:
      'analytics, dashboard, charts=, kpi, reporting, monthly report, weekly report, daily report, statistics, business intelligence, auswertung*, statistik*, berichte=, monatsbericht*, dashboard*, tableau de bord, tableaux de bord, statistiques, rapports mensuels, estadisticas, informes, panel de control, ダッシュボード, レポート, 統計, 集計, 分析, 报表, 统计',
  },
  {
    name: 'approvals and workflows',
    points: 1,
    because: 'things go through states, with rules who moves them on',
    phrases:
      'approval, approve+, workflow, state machine, business rule, escalation, freigabe*, genehmig*, arbeitsablauf*, validation hierarchique, circuit de validation, aprobacion*, flujo de trabajo, 承認, 稟議, ワークフロー, 审批',
  },
  {
    name: 'import and export',
    points: 1,
    because: 'data comes in other people’s shapes, with their mistakes',
    phrases:
      'import+ csv, import+ from, csv import, csv export, export+ to, export+ as, excel, xlsx, data export, import and export, bulk import, csv=, importier*, exportier*, importer des, exporter en, exporter au, importar, exportar, インポート, エクスポート, 取り込み, 导入, 导出',
  },
  {
    name: 'plug-ins',
    points: 2,
    because: 'others build on it, so that its inside cannot be changed freely',
    phrases:
      'plug~in system, plug~in architecture, plug~in api, plug~ins, extensible, extension point, scripting engine, scriptable, user scripts, erweiterbar*, *プラグイン*, extensions tierces, complementos, 插件',
  },
  {
    name: 'hardware',
    points: 1,
    because: 'real devices fail in ways that a test on a desk does not show',
    phrases:
      'bluetooth, ble=, mqtt, modbus, sensor*, serial port, raspberry pi, gpio, iot, zigbee, barcode scanner, receipt printer, nfc, rfid, usb device, can bus, capteur*, センサー, *センサ*, ブルートゥース, 传感器, 蓝牙',
  },
  {
    name: 'several machines',
    points: 2,
    because: 'parts fail one by one, and disagree about what has happened',
    phrases:
      'distributed system, distributed, consensus, raft protocol, replicat*, event sourc*, cqrs, micro~services, kubernetes operator, kubernetes controller, exactly once, verteilt*, systeme distribue, sistema distribuido, 分散, マイクロサービス, 分布式',
  },
  {
    name: 'foreign pages',
    points: 1,
    because: 'other people’s pages change without a word',
    phrases:
      'web scraping, scraping, scrape=, scrapes=, scraped, scraper, crawl+, crawler, web crawler, spider=, *スクレイピング*, クロール, クローラー, 爬虫, raspado web',
  },
  {
    name: 'a language or grammar',
    points: 2,
    because: 'every text that people can write has to be understood, or refused with a reason',
    phrases:
      'parser, compiler, transpil*, interpreter, type checker, type inference, dsl, query language, grammar, abstract syntax tree, ast=, static analysis, syntaxbaum, analyseur syntaxique, analizador sintactico, 構文解析, *パーサ*, コンパイラ, 编译器',
    only: ['library', 'cli', 'api', 'desktop', 'extension'],
  },
  {
    name: 'graphics and physics',
    points: 2,
    because: 'sixty pictures a second, on whatever machine people have',
    phrases:
      '3d, shader, physics engine, physics simulation, webgl, webgpu, vulkan, rendering engine, ray tracing, procedural generation, procedurally generated, ai opponent, enemy ai, pathfinding, 3dモデル, 物理演算, 物理引擎',
  },
  {
    name: 'hard algorithms',
    points: 2,
    because: 'the right answer is hard to find, and hard to check',
    phrases:
      'route optimi*, constraint solver, optimization problem, optimisation problem, linear programming, scheduling algorithm, numerical solver, simulation engine, monte carlo, genetic algorithm, finite element, optimierungsproblem, 最適化, 优化算法',
  },
]

/** Words that only sound like one of the above; being longer they win over it. */
export const NEAR_WORDS =
  'password manager, password generator, uptime monitor*, uptime check*, pay+ attention, paid attention, pay+ off, pay+ back, pay+ respect, git checkout, library checkout, book checkout, graphql subscription, event subscription, websocket subscription, newsletter subscription, taking into account, take+ into account, into account, on account of, to account for, bank account, account number, account balance, savings account, on no account, role model, role~playing, play+ a role, plays a role, play+ a part, key role, file permission, aria role, binary search, depth first search, breadth first search, grid search, job search, search engine optimi*, search and replace, hash map, source map, road map, database migration, schema migration, real~time strategy, live in, lives in, in real life, log in json, log in the, log in a file, log in plain, web of, email address, e mail address, email validation, email address validator, class schedule, game night, game theory, game changer, api key, library card, public library, school library, city library, library books, library members, library book, lending library, tool library, music library, photo library, media library, toy library, terminal illness, bus terminal, airport terminal, payment terminal, container terminal, game of life, web of trust, exchange student, classified ads, standard library, oil pipeline, gas pipeline, ci pipeline, build pipeline, deployment pipeline, ci cd pipeline, sales pipeline, hiring pipeline, water pipeline, crate of, crates of, front end, account manager, lip sync, code search, desktop computer, programming languages, programming language, supported programming languages, high school, parse failure'
