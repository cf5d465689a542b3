import { plainText } from '../inline.ts'

/** What models say of a phase or a task, and what they call it. */
export type Field =
  | 'goal'
  | 'requirements'
  | 'tasks'
  | 'check'
  | 'dependsOn'
  | 'files'
  | 'estimate'
  /** What it is about, in sentences. */
  | 'about'
  /** What has to be there, or has to be kept to, before it is begun. */
  | 'before'
  /** Known, and of no place in a plan's values: deliverables, risks, notes. */
  | 'other'

const NAMES: Record<Field, string> = {
  goal: 'goal, goals, objective, objectives, aim, purpose, focus, outcome, ziel, ziele, objectif, objectifs, but, objetivo, objetivos, meta, obiettivo, obiettivi, цель, цели, 目标, 目標, 目的, ゴール, 목표',
  requirements:
    'requirements, requirement, req, reqs, covered requirements, requirements covered, requirements addressed, requirement ids, requirement, covers, covers requirements, addresses, implements, satisfies, fulfils, traces to, traceability, anforderungen, anforderung, abgedeckte anforderungen, deckt ab, erfüllt, exigences, exigence, exigences couvertes, couvre, requisitos, requisito, requisitos cubiertos, cubre, requisiti, требования, 需求, 覆盖需求, 覆盖的需求, 对应需求, 相关需求, 要件, 対応要件, 対象要件, 満たす要件, 관련 요구사항, 요구사항',
  tasks:
    'tasks, task, task list, task breakdown, to do, todo, todos, steps, step, action items, actions, activities, work items, work packages, work, implementation, subtasks, checklist, tasks and acceptance criteria, aufgaben, aufgabe, aufgabenliste, arbeitspakete, schritte, tâches, tâche, étapes, tareas, tarea, actividades, tarefas, tarefa, attività, задачи, задача, 任务, 任務, 任务列表, 任务清单, 具体任务, 主要任务, タスク, タスク一覧, 作業, 作業内容, 手順, 作業手順, 步骤, 实施步骤, 操作步骤, 작업',
  check:
    'check, checks, acceptance, acceptance criteria, acceptance criterion, acceptance check, acceptance checks, acceptance test, acceptance tests, independent test, criteria, done when, done if, definition of done, dod, verify, verify that, verification, verified by, validation, test, tests, testing, how to test, how to verify, success criteria, exit criteria, completion criteria, expected result, proof, ac, akzeptanz, akzeptanzkriterien, akzeptanzkriterium, abnahme, abnahmekriterien, abnahmekriterium, prüfung, prüfen, fertig wenn, erledigt wenn, critères d acceptation, critère d acceptation, acceptation, vérification, vérifier, terminé quand, fini quand, criterios de aceptación, criterio de aceptación, aceptación, verificación, verificar, comprobación, hecho cuando, listo cuando, критерии приёмки, критерий приёмки, проверка, 验收, 验收标准, 验收条件, 检查, 检验, 验证, 完成条件, 完成标准, 受け入れ基準, 受入基準, 受け入れ条件, 受入条件, 確認, 確認方法, 検証, 完了条件, チェック, 검증, 완료 조건, 인수 조건',
  dependsOn:
    'depends on, depends, dependencies, dependency, deps, dep, after, requires, prerequisites, prerequisite, blocked by, needs, predecessor, predecessors, hängt ab von, abhängig von, abhängigkeiten, abhängigkeit, voraussetzung, voraussetzungen, nach, dépend de, dépendances, dépendance, prérequis, après, depende de, dependencias, dependencia, зависит от, зависимости, 依赖, 依赖于, 依赖关系, 前置, 前置条件, 前置任务, 依存, 依存関係, 依存先, 前提, 前提条件, 의존, 의존성, 선행',
  files:
    'files, file, files touched, files changed, files to create, files to modify, files affected, files involved, touches, touched files, affected files, key files, paths, dateien, datei, betroffene dateien, fichiers, fichier, fichiers touchés, fichiers concernés, archivos, archivo, ficheros, archivos afectados, файлы, 文件, 涉及文件, 修改文件, 相关文件, ファイル, 対象ファイル, 変更ファイル, 파일',
  estimate:
    'estimate, estimates, estimated time, estimated effort, estimated duration, estimation, effort, duration, time, timeline, timeframe, time estimate, size, story points, points, schätzung, aufwand, dauer, zeitaufwand, zeitrahmen, durée, charge, estimación, duración, esfuerzo, plazo, оценка, срок, 估算, 估计, 预计, 预估, 预计时间, 工期, 工时, 时间, 見積, 見積もり, 見積り, 期間, 工数, 所要時間, 예상, 기간',
  about:
    'description, details, detail, summary, overview, what, scope, title, name, beschreibung, umfang, titel, descripción, détails, titre, título, nombre, nom, описание, 描述, 说明, 概要, 概述, 説明, 内容, 名称, 标题, タイトル, 名前',
  before:
    'before you start, before you begin, before starting, before beginning, before you code, what you need first, keep to, bevor sie beginnen, bevor du beginnst, vor dem start, vor beginn, avant de commencer, antes de empezar, antes de comenzar, прежде чем начать, 开始之前, 开始前, 始める前に, 開始前, 着手前, 시작하기 전에',
  other:
    'deliverables, deliverable, output, outputs, result, results, risks, risk, risks and mitigations, notes, note, milestone, milestones, resources, team, owner, assignee, priority, status, type, tools, technologies, tech stack, rationale, why, ergebnis, ergebnisse, lieferobjekte, risiken, hinweise, meilenstein, livrables, risques, remarques, entregables, riesgos, notas, hitos, риски, 交付物, 风险, 备注, 里程碑, 优先级, 成果物, リスク, 備考, マイルストーン, 優先度',
}

const FIELD_OF_NAME = new Map(
  (Object.keys(NAMES) as Field[]).flatMap((field) =>
    NAMES[field].split(',').map((name): [string, Field] => [name.trim(), field]),
  ),
)

/** Words beside a name that do not change what it means. */
const BESIDE = new Set(
  'the a key main overall primary phase task project estimated expected this of for and related core detailed specific der die das la le les el los las de 1 2 3 4 5 6 7 8 9'.split(
    ' ',
  ),
)
/** Characters: a longer label is a sentence. */
const LABEL_LENGTH = 60
/** Emphasis, emoji, numbers and a remark around it. */
const MARKS_LENGTH = 30

/** The field that a heading, a column or a label names; emphasis, emoji, numbers and a remark in parentheses do not matter. */
export function fieldOf(label: string, exact = false): Field | undefined {
  if (label.length > LABEL_LENGTH + MARKS_LENGTH) return undefined
  const name = plainText(label)
    .replace(/[(（][^()（）]*[)）]?/g, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:\d{1,3} )+(?=\D)/, '')
  if (name === '' || name.length > LABEL_LENGTH) return undefined
  const whole = FIELD_OF_NAME.get(name)
  if (whole || exact) return whole
  const words = name.split(' ')
  while (words.length > 1 && BESIDE.has(words[0] ?? '')) words.shift()
  while (words.length > 1 && BESIDE.has(words.at(-1) ?? '')) words.pop()
  return FIELD_OF_NAME.get(words.join(' '))
}

/** Labels that also begin a field in the middle of a text; short and everyday words do so only at its start. */
const EVERYDAY =
  /^(?:time|size|points|after|nach|but|what|name|after|work|step|criteria|file|needs|requires|test|tests|testing|covers|dep|ac|meta|task|tasks|时间|内容|確認|検証|验证|检查|prüfen|vérifier|verificar|implements|addresses|touches|charge|requirement|requirements|paths|après)$/
const INLINE_FIELDS: Field[] = ['requirements', 'check', 'dependsOn', 'files', 'estimate']
const inlineNames = INLINE_FIELDS.flatMap((field) =>
  NAMES[field]
    .split(',')
    .map((name) => name.trim())
    .filter((name) => !EVERYDAY.test(name)),
).sort((a, b) => b.length - a.length)
const MARKED_NAMES = INLINE_FIELDS.flatMap((field) =>
  NAMES[field].split(',').map((name) => name.trim()),
).sort((a, b) => b.length - a.length)
const pattern = (names: string[]) => names.join('|').replaceAll('d acceptation', "d['’]acceptation")
/** `… Check: …`, `… **Test:** …`, `… (Files: …)`, `… Done when …`, `…, after T-1.1` */
const INLINE = new RegExp(
  [
    `(?<![\\p{L}\\p{N}])[*_([]{0,4}(${pattern(inlineNames)})[*_]{0,3} ?[:：][*_]{0,3}`,
    `(?<=^|[\\s(|;,.。、）)])(?:\\*\\*|__|\\*|_|\\(|\\[)(${pattern(MARKED_NAMES)})(?: ?[:：][*_]{0,3}|[*_]{2,3} ?[:：])`,
    `(?<![\\p{L}\\p{N}])[*_(]{0,3}(done when|fertig,? wenn|erledigt,? wenn|hecho cuando|terminé quand)(?=[\\s*_])[*_]{0,3}`,
    `(?<![\\p{L}\\p{N}])[*_([]{0,3}(depends on|hängt ab von|dépend de|depende de|blocked by|requires|needs|after|nach|après|tras)(?= [*_\`]{0,2}(?:T-?\\d|(?:tasks?|phases?|aufgaben?|tâches?|tareas?|fases?) \\d))`,
  ].join('|'),
  'giu',
)
/** One of these is in each of them: most texts need no closer look. */
const HINT =
  /[:：]|done when|wenn|cuando|quand|depend|hängt|dépend|blocked|requires|needs|after|nach|après|tras/i

const ofInline = (name: string): Field =>
  /^(?:done when|fertig,? wenn|erledigt,? wenn|hecho cuando|terminé quand)$/i.test(name)
    ? 'check'
    : (fieldOf(name) ?? 'dependsOn')

export interface Pieces {
  /** What stands before the first label. */
  head: string
  fields: { field: Field; text: string }[]
}

/**
 * Splits a text at the labels in it. A text that is nothing but a label has one field without text; a heading is one
 * without any mark. Linear.
 */
export function piecesOf(text: string, heading = false): Pieces {
  const label = loneLabel(text, heading)
  if (label) return { head: '', fields: [{ field: label, text: '' }] }
  const fields: Pieces['fields'] = []
  let head: string | undefined
  let field: Field | undefined
  let from = 0
  const start = labelAtStart(text)
  if (start) {
    field = start.field
    from = start.length
    head = ''
  }
  const take = (end: number) => {
    const piece = text.slice(from, end)
    if (field) fields.push({ field, text: trimmed(piece) })
    else head = trimmed(piece)
  }
  if (HINT.test(from === 0 ? text : text.slice(from))) {
    for (const label of text.matchAll(INLINE)) {
      if (label.index < from) continue
      take(label.index)
      field = ofInline(label[1] ?? label[2] ?? label[3] ?? label[4] ?? '')
      from = label.index + label[0].length
    }
  }
  take(text.length)
  return { head: head ?? '', fields }
}

function loneLabel(text: string, heading: boolean): Field | undefined {
  if (text.length > LABEL_LENGTH + MARKS_LENGTH || /[:：][*_]{0,3}\s*[^\s*_:：]/.test(text)) return undefined
  return fieldOf(text, !heading && !/[*_:：]\s*$/.test(text))
}

const AT_START =
  /^[^\p{L}\p{N}]{0,10}([\p{L}\p{N}][^:：*_\n]{0,58}?)[*_]{0,3}\s?(?:[:：]|\s[–—]\s|(?<=[*_]{2})\s-\s|(?<=[^.]\.[*_]{2})\s|(?<=[*_]{2})\s?(?:→|⇒|->|=>)\s)[*_]{0,3}/u

function labelAtStart(text: string): { field: Field; length: number } | undefined {
  const match = AT_START.exec(text.slice(0, LABEL_LENGTH + 20))
  const label = match?.[1] ?? ''
  // "Build it. Check: …" begins with a sentence.
  const field = /[\p{L}\d][.!?。]\s?\p{L}/u.test(label) ? undefined : fieldOf(label)
  return match && field ? { field, length: match[0].length } : undefined
}

/** The label that a text begins with, if it begins with one. */
export const firstField = (text: string, heading = false): Field | undefined =>
  loneLabel(text, heading) ?? labelAtStart(text)?.field

/** What stands behind the label at the text's start. */
export const afterLabel = (text: string) => trimmed(text.slice(labelAtStart(text)?.length ?? text.length))

/** Whether a line of a paragraph begins something of its own by a label. */
export const beginsField = (line: string) => labelAtStart(line) !== undefined

const EDGE = 30

/** What stands between labels, without the marks and brackets that belonged to them. */
function trimmed(piece: string): string {
  const text = piece.trim()
  const begin = text.slice(0, EDGE).replace(/^(?:[\s:：,;；.)）|–—]|-(?=\s))+/, '')
  const middle = begin + text.slice(EDGE)
  const end = middle.slice(-EDGE).replace(/(?:[\s,:：;；(（|–—[]|\s-|(?<=\s)[*_]{1,3})+$/, '')
  return balanced((middle.slice(0, -EDGE) + end).trim())
}

/** `x)` of `(Check: x)`, `x_` of `_Check: x_`. */
function balanced(text: string): string {
  const last = text.at(-1) ?? ''
  const stop = /[.。]$/.test(text) ? text.length - 1 : text.length
  const before = text[stop - 1] ?? ''
  if (before === ')' && !text.includes('(')) return text.slice(0, stop - 1)
  if (before === ']' && !text.includes('[')) return text.slice(0, stop - 1)
  if ((last === '_' || last === '*') && text.indexOf(last) >= text.length - 2)
    return text.replace(/[*_]{1,2}$/, '')
  return text
}

/** "None", "–", "n/a", "keine" … */
export const NONE =
  /^[^\p{L}\p{N}]*(?:(?:none|nothing|no|n\/a|na|not applicable|keine?|nichts|aucune?|ningun[oa]?|nessuna|nenhuma|нет|无|無|なし|没有|없음)(?![\p{L}\p{N}]).*)?$/isu
