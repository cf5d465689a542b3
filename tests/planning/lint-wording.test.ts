import { describe, expect, test } from 'bun:test'
import { lintDocument } from '../../src/planning/lint.ts'

/** Of a sentence of a requirement, below one that tells the language. */
const rulesOf = (language: keyof typeof BEFORE, sentence: string) => {
  const found = lintDocument(
    'design',
    `# X\n\n## Requirements\n\n${BEFORE[language]}\n\n- **R-1**: ${sentence}\n`,
  )
  return found
    .filter(({ severity, rule }) => severity !== 'hint' && !DOCUMENT.has(rule))
    .map(({ rule }) => rule)
}

/** They look at the document, which is a fragment here. */
const DOCUMENT = new Set(['text-cut-off'])

const BEFORE = {
  en: 'This is what the system must do for the people of the house, and nothing that is not in the list.',
  de: 'Das ist, was das System für die Leute im Haus tun muss, und nichts, das nicht in der Liste steht.',
  fr: 'Voici ce que le système doit faire pour les gens de la maison, et rien qui ne soit dans la liste.',
  es: 'Esto es lo que el sistema debe hacer para los vecinos de la casa, y nada que no esté en la lista.',
  ja: 'これは、この家の人たちのためにシステムがすることです。一覧にないことはしません。',
  it: 'Questo è quello che il sistema deve fare per le persone della casa, e niente che non sia nella lista.',
}

describe('in the language of the text', () => {
  const FOUND: [keyof typeof BEFORE, string, string][] = [
    ['en', 'The search is user-friendly.', 'vague-quality'],
    ['en', 'The page loads with high performance.', 'vague-quality'],
    ['en', 'The server keeps various files.', 'vague-amount'],
    ['en', 'The server answers without delay.', 'vague-time'],
    ['en', 'The page lists names, dates and so on.', 'open-list'],
    ['en', 'The mail is sent again if necessary.', 'escape-clause'],
    ['en', 'The server should try to send the mail.', 'half-wish'],
    ['en', 'The form works as expected.', 'untestable'],
    ['en', 'The service never crashes.', 'impossible-promise'],
    ['en', 'The search is faster.', 'bare-comparison'],
    ['en', 'Passwords follow current best practices.', 'nameless-standard'],
    ['en', 'The server shall keep a log and shall send a mail.', 'two-requirements'],
    ['en', 'The search answers within 20.', 'bare-number'],
    ['de', 'Die Suche ist benutzerfreundlich.', 'vague-quality'],
    ['de', 'Der Server speichert zahlreiche Dateien.', 'vague-amount'],
    ['de', 'Die Mail wird zeitnah verschickt.', 'vague-time'],
    ['de', 'Die Seite zeigt Namen, Tage usw.', 'open-list'],
    ['de', 'Die Mail wird bei Bedarf verschickt.', 'escape-clause'],
    ['de', 'Das Bild wird idealerweise gezeigt.', 'half-wish'],
    ['de', 'Das Formular funktioniert wie erwartet.', 'untestable'],
    ['de', 'Der Dienst ist absolut sicher.', 'impossible-promise'],
    ['de', 'Die Suche wird schneller.', 'bare-comparison'],
    ['de', 'Der Server muss ein Protokoll führen und muss eine Mail verschicken.', 'two-requirements'],
    ['fr', 'La recherche est rapide.', 'vague-quality'],
    ['fr', 'Le serveur garde plusieurs fichiers.', 'vague-amount'],
    ['fr', 'Le message est envoyé dès que possible.', 'vague-time'],
    ['fr', 'La page montre les noms, les jours, etc.', 'open-list'],
    ['fr', 'Le message est renvoyé si nécessaire.', 'escape-clause'],
    ['fr', 'Le formulaire fonctionne correctement.', 'untestable'],
    ['es', 'La búsqueda es rápida.', 'vague-quality'],
    ['es', 'El servidor guarda varios archivos.', 'vague-amount'],
    ['es', 'El mensaje se envía lo antes posible.', 'vague-time'],
    ['es', 'La página muestra los nombres, etcétera.', 'open-list'],
    ['es', 'El mensaje se envía si es necesario.', 'escape-clause'],
    ['es', 'El formulario funciona correctamente.', 'untestable'],
    ['ja', '検索は使いやすい。', 'vague-quality'],
    ['ja', 'サーバーは多数のファイルを保存する。', 'vague-amount'],
    ['ja', 'メールを速やかに送る。', 'vague-time'],
    ['ja', 'ページは名前や日付などを表示する。', 'open-list'],
    ['ja', '必要に応じてメールを送る。', 'escape-clause'],
    ['ja', 'エラーを適切に処理する。', 'untestable'],
  ]
  for (const [language, sentence, rule] of FOUND)
    test(`${sentence} → ${rule}`, () => expect(rulesOf(language, sentence)).toEqual([rule]))
})

describe('a rule keeps quiet', () => {
  const QUIET: [why: string, keyof typeof BEFORE, string][] = [
    ['where a number stands beside the word', 'en', 'The search is fast: 200 ms for 10,000 rows.'],
    ['where the number is a word', 'en', 'The search is fast: it ends within a second.'],
    ['in a quotation', 'en', 'The button says “User-friendly view” until the job ends.'],
    ['in code', 'en', 'The table `robust` keeps the checks of the file.'],
    ['in a language that it does not know', 'it', 'La ricerca è flexible e robust.'],
    ['at the words of another language', 'en', 'The importer reads the file usw of the bank.'],
    ['at a responsive layout', 'en', 'The page has a responsive layout from 320 px on.'],
    ['at a part of a word', 'en', 'A user breaks the fast-forward of a branch off.'],
    [
      'at one duty with a condition of its own',
      'en',
      'The server must keep the file and, if the disk is full, must say so.',
    ],
    ['at two nouns of one duty', 'en', 'The server must keep the name and the address of a person.'],
    ['at a prohibition beside a duty', 'en', 'The log must be kept and must not hold passwords.'],
    ['at a range of two units', 'en', 'A call takes between 500 ms and 2 s.'],
    ['at a status code', 'en', 'The server answers in 404 cases of 1,000 with HTTP 404.'],
    ['at a year', 'en', 'The law holds until 2030, and the server says so.'],
    ['at a name of a standard', 'en', 'Passwords follow the security standards of OWASP ASVS 5.'],
    ['at a comparison that has its other side', 'en', 'The search is faster than the paper list.'],
    ['at more than all where that can be', 'en', 'The picture is drawn at 200 % of its size.'],
    ['at a leap day', 'en', 'The report of 2024-02-29 is kept.'],
    ['at a cost that is a word', 'de', 'Eine Person sieht den Tag, an dem sie arbeitet.'],
    ['at a requirement of the house', 'fr', 'Une personne voit les jours où elle travaille.'],
    ['at plain words', 'es', 'Una persona ve los días en que trabaja.'],
    ['at plain words', 'ja', '利用者は本を検索し、予約できる。'],
  ]
  for (const [why, language, sentence] of QUIET)
    test(`${why}: ${sentence}`, () => expect(rulesOf(language, sentence)).toEqual([]))

  test('below headings that say what is not asked for', () => {
    const text =
      '# X\n\n## Requirements\n\n### Out of scope\n\n- The search is fast and user-friendly, etc.\n'
    expect(lintDocument('design', text).filter(({ rule }) => rule.startsWith('vague'))).toEqual([])
  })

  test('in comments and code blocks', () => {
    const text =
      '# X\n\n<!-- TBD\n\nLet me know if you want more. -->\n\n```md\n- **R-1**: fast, TBD\n```\n\nText.\n'
    expect(lintDocument('brief', text)).toEqual([])
  })

  test('in what a model thought in front of its answer', () => {
    const text = '<think>\nTODO: the user wants a fast page.\n\nCertainly! TBD.\n</think>\n\n# X\n\nTBD.\n'
    expect(lintDocument('brief', text).map(({ rule, place }) => [rule, place.start])).toEqual([
      ['placeholder', text.lastIndexOf('TBD')],
    ])
  })
})
