import { describe, expect, test } from 'bun:test'
import { WEIGHTS } from '../../src/planning/complexity/weights.ts'
import { judgeComplexity, KINDS, type Kind } from '../../src/planning/complexity.ts'
import { asBrief, BRIEFS, type JudgedBrief, REAL_BRIEFS } from './complexity-briefs.ts'

/** What the judgement has of what is expected, in the same shape, so that a failure shows both. */
function judged({ brief, finds, not, ...expected }: JudgedBrief) {
  const complexity = judgeComplexity(asBrief(brief))
  const counted = complexity.lines.filter(({ points }) => points > 0).map(({ what }) => what)
  return {
    kind: expected.kind && complexity.kind,
    depth: expected.depth && complexity.depth,
    people: 'people' in expected ? complexity.team.people : undefined,
    missed: (finds ?? []).filter((what) => !counted.includes(what)),
    wrong: (not ?? []).filter((what) => counted.includes(what)),
    score: expected.score && within(complexity.score, expected.score),
    confidence: expected.confidence && within(complexity.confidence, expected.confidence),
  }
}

const within = (value: number, [least, most]: [number, number]) =>
  value >= least && value <= most ? 'within' : `${value} is not in ${least} to ${most}`

function expectAsJudged(expected: JudgedBrief) {
  const { kind, depth, people, score, confidence } = expected
  expect(judged(expected)).toEqual({
    kind,
    depth,
    people,
    missed: [],
    wrong: [],
    score: score && 'within',
    confidence: confidence && 'within',
  })
}

describe('briefs, and what is to be made of each', () => {
  test('are at least sixty, each with its reason', () => {
    expect(BRIEFS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(BRIEFS.map(({ why }) => why)).size).toBe(BRIEFS.length)
  })

  for (const expected of BRIEFS) test(expected.why, () => expectAsJudged(expected))
})

describe('briefs as people write them', () => {
  for (const expected of REAL_BRIEFS) test(expected.why, () => expectAsJudged(expected))
})

describe('every kind and every weight has words that find it', () => {
  const KIND_SENTENCES: [Kind, string[]][] = [
    [
      'cli',
      [
        'It is a CLI.',
        'Ein Kommandozeilenwerkzeug.',
        'Un outil en ligne de commande.',
        'コマンドラインツールです。',
      ],
    ],
    [
      'library',
      [
        'It is a library.',
        'Eine Bibliothek für Datumsangaben.',
        'Une bibliothèque.',
        'ライブラリを作りたい。',
      ],
    ],
    ['api', ['It is a REST API.', 'A backend service.', 'Un servicio web.']],
    [
      'web',
      [
        'It is a web app.',
        'Eine Webanwendung.',
        'Un site web.',
        'Una página web.',
        'ウェブサイトを作りたい。',
      ],
    ],
    ['saas', ['It is a SaaS.', 'Software as a service for clubs.', 'クラウドサービスです。']],
    ['pipeline', ['It is a data pipeline.', 'Eine Datenpipeline.', 'データパイプラインを作りたい。']],
    [
      'mobile',
      [
        'It is a mobile app.',
        'Eine Handy-App.',
        'Une application mobile.',
        'Una app móvil.',
        'スマホアプリを作りたい。',
      ],
    ],
    [
      'desktop',
      [
        'It is a desktop app.',
        'Eine Desktop-Anwendung.',
        'Una aplicación de escritorio.',
        'デスクトップアプリです。',
      ],
    ],
    ['game', ['It is a game.', 'Ein Spiel.', 'Un jeu.', 'Un videojuego.', 'ゲームを作りたい。']],
    ['bot', ['It is a bot.', 'A chatbot.', 'ボットです。']],
    ['extension', ['It is a browser extension.', 'Eine Browser-Erweiterung.', 'ブラウザ拡張です。']],
    ['device', ['It is firmware.', 'An embedded system.', 'ファームウェアです。']],
  ]
  for (const [kind, sentences] of KIND_SENTENCES)
    test(kind, () => {
      const found = sentences.map((text) => judgeComplexity(asBrief(text)))
      expect(found.map((complexity) => complexity.kind)).toEqual(sentences.map(() => kind))
      const assumed = found.filter(({ doubts }) => doubts.some(({ code }) => code === 'kind:assumed'))
      expect(assumed).toEqual([])
    })

  const WEIGHT_SENTENCES: [weight: string, sentences: string[]][] = [
    [
      'accounts',
      [
        'People sign up.',
        'Benutzer melden sich mit Passwort an.',
        'Un mot de passe protège.',
        'Inicio de sesión.',
        'ログインする。',
      ],
    ],
    [
      'roles and permissions',
      ['Admins decide.', 'Ein Rechteverwaltung-Modul mit Rollen.', '権限を設定する。'],
    ],
    ['tenants', ['It is multi-tenant.', 'Sie ist mandantenfähig.', 'マルチテナント対応。']],
    [
      'payments',
      [
        'People pay by card.',
        'Die Bezahlung per Lastschrift.',
        'Le paiement en ligne.',
        'Los pagos con tarjeta.',
        '決済する。',
      ],
    ],
    [
      'realtime',
      [
        'With realtime votes.',
        'With real-time votes.',
        'With votes in real time.',
        'In Echtzeit.',
        'En temps réel.',
        'En tiempo real.',
        'リアルタイムで更新。',
      ],
    ],
    ['offline work', ['It works offline.', 'Hors ligne aussi.', 'オフラインでも使える。']],
    ['sync', ['It syncs across devices.', 'Die Synchronisierung läuft.', '同期する。']],
    [
      'search',
      [
        'People search notes.',
        'Eine Volltextsuche.',
        'Une recherche rapide.',
        'Buscar recetas.',
        '検索できる。',
      ],
    ],
    ['machine learning', ['It uses AI.', 'A language model answers.', 'Mit KI.', '機械学習を使う。']],
    [
      'data volume',
      [
        'Big data.',
        'Millions of rows.',
        'It holds 10 million rows.',
        'It holds 2 TB.',
        'It takes 5,000 requests per second.',
        '100万件のデータ。',
      ],
    ],
    ['compliance', ['It keeps to the GDPR.', 'Die DSGVO gilt.', 'Le RGPD s’applique.', '個人情報を扱う。']],
    ['encryption', ['Notes are encrypted.', 'Notizen sind verschlüsselt.', '暗号化する。']],
    ['several languages', ['In English and German.', 'Sie ist mehrsprachig.', '多言語対応。']],
    ['files', ['People upload photos.', 'Bilder hochladen.', '写真をアップロードする。']],
    ['audio and video', ['With video calls.', '動画配信。']],
    [
      'messages to people',
      [
        'It sends emails.',
        'Sie verschickt Benachrichtigungen.',
        'Des rappels.',
        'Enviar recordatorios.',
        '通知を送る。',
      ],
    ],
    [
      'work in the background',
      ['Every night it checks all.', 'Jede Nacht prüft sie alles.', '毎晩確認する。'],
    ],
    ['maps and places', ['Places on a map.', '地図に表示。']],
    ['several players', ['It is multiplayer.', '対戦できる。']],
    ['availability', ['With failover.', 'Sie ist hochverfügbar.', '高可用性。']],
    ['old systems and data', ['It replaces a legacy system.', 'データ移行。']],
    ['analytics and reports', ['With a dashboard.', 'Mit Auswertungen.', '統計を見る。']],
    ['approvals and workflows', ['Requests need approval.', 'Mit Freigaben.', '承認が必要。']],
    ['import and export', ['Export as CSV.', 'Daten importieren.', 'エクスポートする。']],
    ['plug-ins', ['It is extensible.', 'プラグイン。']],
    ['hardware', ['It talks Bluetooth.', 'センサーを読む。']],
    ['several machines', ['It is a distributed system.', '分散システム。']],
    ['foreign pages', ['It scrapes prices.', 'スクレイピングする。']],
    ['graphics and physics', ['With a physics engine.', '物理演算。']],
    ['hard algorithms', ['It does route optimization.', '最適化する。']],
  ]
  for (const [weight, sentences] of WEIGHT_SENTENCES)
    test(weight, () => {
      const missed = sentences.filter((text) => {
        const { lines } = judgeComplexity({ name: '', text, frameworks: ['React'] })
        return !lines.some(({ what, points }) => what === weight && points > 0)
      })
      expect(missed).toEqual([])
    })

  test('and none is left out here', () => {
    const shown = [...WEIGHT_SENTENCES.map(([weight]) => weight), 'a language or grammar']
    expect(shown.sort()).toEqual(WEIGHTS.map(({ name }) => name).sort())
    expect(KIND_SENTENCES.map(([kind]) => kind).sort()).toEqual([...KINDS].sort())
  })
})

test('what is answered by a bare no is said not to be wanted', () => {
  const inText = judgeComplexity(asBrief('A web app for tides. Payments? No.'))
  const answers = [{ question: 'Are there payments?', answer: 'No, never.' }]
  for (const { lines } of [inText, judgeComplexity({ name: '', text: 'A web app for tides.', answers })])
    expect(lines.find(({ what }) => what === 'payments')).toMatchObject({ points: 0, stance: 'denied' })
})
