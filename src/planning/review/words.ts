import type { Severity } from '../lint/finding.ts'

/** The words by which the pieces of a finding are told apart, in the languages that models write. */

export type Label = 'where' | 'severity' | 'message' | 'suggestion' | 'why'

const NAMES: Record<Label, string> = {
  where:
    'where|places?|locations?|ids?|refs?|references?|targets?|sections?|requirements?|req|tasks?|phases?|tied to|applies to|affects|affected(?: (?:section|requirement|item)s?)?|about|items?|elements?|stelle|ort|abschnitt|anforderung|betrifft|lieu|endroit|concerne|secci[oó]n|requisito|ubicaci[oó]n|箇所|対象(?:箇所)?|場所|該当箇所|位置|章|节|位置',
  severity:
    'severity|level|priority|importance|criticality|schweregrad|priorität|gravité|sévérité|severidad|gravedad|重要度|深刻度|優先度|レベル|严重(?:程度|性)|级别',
  message:
    'findings?|messages?|issues?|problems?|observations?|descriptions?|what(?: is wrong)?|comments?|faults?|details?|befund|beschreibung|problème|constat|hallazgo|problema|descripción|指摘(?:事項|内容)?|問題(?:点)?|内容|説明|问题|描述|说明',
  suggestion:
    'suggestions?|suggested (?:fix|change|edit|wording|action)|fix(?:es)?|recommendations?|recommended(?: (?:fix|change|action))?|proposals?|proposed (?:fix|change|edit|wording)|actions?|corrections?|remedy|resolution|how to fix(?: it)?|vorschlag|empfehlung|lösung|abhilfe|recommandation|correctif|sugerencia|recomendación|提案|修正(?:案)?|改善(?:案|策)?|対応(?:案|策)?|推奨|建议|修改建议',
  why: 'why(?: it matters)?|reasons?|impact|rationale|evidence|because|warum|grund|begründung|auswirkung|pourquoi|raison|motivo|razón|理由|影響|根拠|原因|影响',
}

const LABELS = Object.entries(NAMES).map(
  ([label, names]) =>
    [label as Label, new RegExp(`^(?:${names})\\s?(?:[:：]\\s*|$)`, 'iu')] as [Label, RegExp],
)

/** "Suggestion: say when" is what it names and what stands behind it. */
export function labelIn(text: string): { label: Label; rest: string } | undefined {
  for (const [label, pattern] of LABELS) {
    const match = pattern.exec(text)
    if (match) return { label, rest: text.slice(match[0].length).trim() }
  }
  return undefined
}

/** What a column of a table holds; nothing for one that only counts. */
export const columnIn = (name: string): Label | undefined => labelIn(name.trim())?.label

const WITHIN = new RegExp(
  `(?<=[.;|,。；、)）\\]!?！？–—-]\\s{0,3}|\\s)(${NAMES.suggestion}|${NAMES.severity}|why(?: it matters)?|impact|rationale|理由|影響)\\s?[:：]\\s*`,
  'giu',
)

/** A line as the text before its first label and the labelled pieces in it. */
export function piecesOf(text: string): { before: string; pieces: { label: Label; rest: string }[] } {
  const marks = [...text.matchAll(WITHIN)]
  const pieces = marks.flatMap((mark, at) => {
    const label = labelIn(mark[0].trim())?.label
    const rest = trimmed(text.slice(mark.index + mark[0].length, marks[at + 1]?.index ?? text.length))
    return label ? [{ label, rest }] : []
  })
  return { before: trimmed(text.slice(0, marks[0]?.index ?? text.length)), pieces }
}

const trimmed = (text: string): string => text.replace(/[\s|;–—([（-]+$/u, '').trim()

const WORDS: [Severity, string][] = [
  [
    'error',
    'errors?|critical(?: issues?)?|blockers?|blocking|severe|high|major(?: issues?)?|must[- ]fix|fatal|serious|p[01]|fehler|kritisch|hoch|schwer(?:wiegend)?|erreurs?|critique|élevée?|errores|cr[ií]tic[oa]|alt[oa]|エラー|重大|致命的?|高|错误|错误级|严重',
  ],
  [
    'warning',
    'warnings?|warn|medium|moderate|important|should[- ]fix|p2|warnung(?:en)?|mittel|avertissements?|moyenne?|advertencias?|medi[oa]|警告|注意|中|要確認',
  ],
  [
    'hint',
    'hints?|low|minor(?: issues?)?|info(?:rmational)?|notes?|nits?|nitpicks?|optional|trivial|nice[- ]to[- ]have|p[34]|hinweise?|niedrig|gering|indices?|faible|mineure?|sugerencia menor|baj[oa]|ヒント|軽微|低|提示|轻微|情報',
  ],
]
const SIGNS: [Severity, RegExp][] = [
  ['error', /^(?:🔴|🛑|❌|⛔|🚨|‼️?|🟥)/u],
  ['warning', /^(?:🟠|🟡|⚠️?|🟧|🟨)/u],
  ['hint', /^(?:🟢|🔵|💡|ℹ️?|🟩|🟦|⚪)/u],
]
const ALL = WORDS.map(([, words]) => words).join('|')
const WHOLE = WORDS.map(
  ([severity, words]) => [severity, new RegExp(`^(?:${words})$`, 'iu')] as [Severity, RegExp],
)
const AT_START = new RegExp(
  `^(?:[([（【「]\\s*(?:severity\\s?[:：]\\s*)?(${ALL})\\s*[)\\]）】」]\\s*[:：.,–—-]?\\s*|(${ALL})(?:\\s?[:：|]\\s*|\\s[–—-]\\s+|[,，、]\\s*|$))`,
  'iu',
)
const AT_END = new RegExp(
  `\\s*[([（【]\\s*(?:(?:${NAMES.severity})\\s?[:：]\\s*)?(${ALL})\\s*[)\\]）】][.。]?$`,
  'iu',
)

/** Of a word that says nothing else; "High (blocking)" too. */
export function severityOf(word: string): Severity | undefined {
  for (const [severity, sign] of SIGNS) if (sign.test(word.trim())) return severity
  const bare = word
    .replace(/[([（【].*$/u, '')
    .replace(/[^\p{L}\p{N} -]+/gu, ' ')
    .trim()
  return WHOLE.find(([, pattern]) => pattern.test(bare))?.[0]
}

export interface Marked {
  severity: Severity
  rest: string
}

/** "error: …", "[warning] …", "🔴 …" and what stands behind it. */
export function behindSeverity(text: string): Marked | undefined {
  for (const [severity, sign] of SIGNS) {
    const mark = sign.exec(text)?.[0]
    if (mark === undefined) continue
    const rest = text.slice(mark.length).replace(/^[\uFE0F\s]+/u, '')
    // "🔴 Error: …" says it twice.
    return behindSeverity(rest) ?? { severity, rest }
  }
  const match = AT_START.exec(text)
  const severity = match && severityOf(match[1] ?? match[2] ?? '')
  return match && severity ? { severity, rest: text.slice(match[0].length) } : undefined
}

/** "… (high)" and what stands before it. */
export function beforeSeverity(text: string): Marked | undefined {
  const match = AT_END.exec(text.slice(-80))
  const severity = match && severityOf(match[1] ?? '')
  return match && severity ? { severity, rest: text.slice(0, text.length - match[0].length) } : undefined
}

const NONE =
  /^(?:none|nothing(?: found| to report)?|lgtm|keine|aucune?|ninguno?a?|なし|无|無|없음)[.!。！]?$|\b(?:no|zero)(?: further| more| open| major| serious| relevant| new| additional)* (?:findings?|issues?|problems?|remarks?|faults?|errors?|concerns?)\b|\bnothing (?:to (?:report|add|correct)|wrong)\b|\bkeine (?:weiteren |neuen )?(?:befunde|mängel|probleme|fehler|anmerkungen|einwände)\b|\baucun(?:e)? (?:constat|problème|remarque|erreur)\b|\b(?:sin|ning[uú]n|no hay) (?:hallazgos?|problemas?|errores)\b|(?:指摘(?:事項)?|問題(?:点)?|所見)(?:は|が)?(?:特に)?(?:ありません|ない|なし|見つかりません|ございません)|(?:没有|未)(?:发现)?(?:任何)?(?:问题|发现)/iu

/** The model says that it finds nothing. */
export const saysNone = (line: string): boolean => line.length <= 300 && NONE.test(line)

const ASIDE =
  /^(?:summary|overview|overall(?: \p{L}+)?|conclusions?|verdict|strengths?|positives?|praise|what (?:works|is good)(?: well)?|general(?: remarks)?|scores?|scope|assessment|method(?:ology)?|next steps?|zusammenfassung|fazit|stärken|bewertung|résumé|points forts|resumen|fortalezas|まとめ|総評|概要|良い点|总结|优点|概述)\b|^(?:まとめ|総評|概要|良い点|总结|优点|概述)/iu

/** A heading of the review itself, under which no findings are expected. */
export const isAside = (title: string): boolean => title.length <= 60 && ASIDE.test(title)

const TALK =
  /^(?:sure|certainly|of course|absolutely|great|okay|ok|thanks|thank you|here (?:are|is)|i (?:have |’ve |'ve )?(?:reviewed|looked|read|found)|based on|after (?:reviewing|reading)|overall|in summary|let me know|i hope|hope this|please|below (?:are|is)|the following|natürlich|gerne|hier sind|nachfolgend|insgesamt|bien sûr|voici|claro|aquí|もちろん|以下|全体(?:として|的に)|当然|好的|总体)/iu

/** Said before a list, or to be polite. */
export const isTalk = (text: string): boolean =>
  /[:：]$/.test(text) || (text.length <= 300 && TALK.test(text)) || !/[\p{L}\p{N}]/u.test(text)

const BARE = /^[^\p{L}]*(?:none|nothing|lgtm|keine|aucune?|ninguno?a?|なし|无|無|없음)[^\p{L}]*$/iu

/** Says it by a word alone, which may as well belong to something that was not read. */
export const saysBarelyNone = (line: string): boolean => BARE.test(line)
