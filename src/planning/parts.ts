import { plainText } from './inline.ts'

/** The fixed parts of a project design, in their order. */
export const PARTS = [
  'summary',
  'requirements',
  'objectives',
  'techStack',
  'architecture',
  'data',
  'interfaces',
  'security',
  'risks',
  'testing',
  'openQuestions',
] as const

export type Part = (typeof PARTS)[number]

/** As the prompt asks for them. */
export const PART_TITLES: Record<Part, string> = {
  summary: 'Summary',
  requirements: 'Requirements',
  objectives: 'Objectives',
  techStack: 'Tech stack',
  architecture: 'Architecture',
  data: 'Data',
  interfaces: 'Interfaces',
  security: 'Security',
  risks: 'Risks and mitigations',
  testing: 'Testing',
  openQuestions: 'Open questions',
}

/** What models call them: single words and pairs, lower case, of seven languages written with blanks. */
const NAMES: Record<Part, string> = {
  summary:
    'summary, overview, introduction, abstract, background, vision, problem statement, zusammenfassung, überblick, einleitung, résumé, resumen, introducción, aperçu, descripción general, resumo, visão geral, introdução, riepilogo, sommario, sintesi, panoramica, introduzione, резюме, обзор, введение, краткое описание',
  requirements:
    'requirement, requirements, anforderung, anforderungen, exigences, requisitos, requerimientos, user stories, requisiti, требования, требование',
  objectives:
    'objective, objectives, goal, goals, success criteria, success metrics, ziel, ziele, projektziele, objectifs, objetivos, obiettivi, obiettivo, objetivo, цели, цель, задачи',
  techStack:
    'stack, technology, technologies, tech stack, technical stack, technology stack, tech choices, technical choices, tech selection, tools, technologiestack, technologien, technologieauswahl, werkzeuge, pile technologique, pile technique, technologie, tecnologías, tecnologías, stack technique, pila tecnológica, stack tecnológico, pilha tecnológica, tecnologias, stack tecnologico, tecnologie, технологии, технологический стек, стек технологий, стек',
  architecture:
    'architecture, architectural, system design, technical design, components, architektur, systemarchitektur, arquitectura, arquitetura, architettura, архитектура',
  data: 'data, database, databases, schema, persistence, storage, entities, domain model, daten, datenmodell, datenhaltung, datenbank, données, datos, base de datos, dados, dati, данные, модель данных, база данных',
  interfaces:
    'interface, interfaces, api, apis, endpoints, integrations, integration, schnittstelle, schnittstellen, interfaz, interfaces utilisateur, interfacce, interfaccia, интерфейсы, интерфейс',
  security:
    'security, privacy, data protection, access control, sicherheit, datenschutz, sécurité, seguridad, segurança, privacidade, sicurezza, безопасность, конфиденциальность',
  risks: 'risk, risks, risiken, risiko, risques, riesgos, riscos, rischi, риски, риск',
  testing:
    'testing, test, tests, quality assurance, qa, verification, validation, teststrategie, testplan, testkonzept, qualitätssicherung, pruebas, essais, testes, collaudo, verifica, тестирование, тесты',
  openQuestions:
    'open questions, outstanding questions, unresolved questions, remaining questions, questions, open issues, outstanding issues, unresolved issues, open points, open decisions, assumptions, offene fragen, offene punkte, fragen, annahmen, questions ouvertes, preguntas abiertas, preguntas, questões, perguntas, domande aperte, questioni aperte, domande, открытые вопросы, нерешённые вопросы, нерешенные вопросы, вопросы',
}

/** What may stand beside such a name without changing what it means. */
const QUALIFIERS = new Set(
  `a an the of our this its project product system software solution application app core key main high level low overall general
  proposed recommended chosen functional non nonfunctional quality user technical additional other executive detailed initial
  external internal public list specification specifications specs constraints scope context goals reasons reason rationale
  reasoning justification justifications selection choices diagram design considerations model models structures structure
  layer layers definition definitions contract contracts rest http measures requirements compliance protection
  assessment analysis management register matrix mitigation mitigations challenges potential their strategy strategies
  countermeasures plan approach unit next steps decisions metrics criteria results tooling with table acceptance
  projekt funktionale nichtfunktionale nicht maßnahmen gegenmaßnahmen und technische technischer begründung
  fonctionnelles du projet de la le les del y et los las el proyecto funcionales técnicas atténuations mitigaciones estrategia plan no base modelo modèle
  do da dos das em aberto funcionais não projeto mitigações mitigação estratégia di dei delle del della non funzionali progetto mitigazioni strategia modello
  функциональные нефункциональные проекта системы к по для меры план стратегия снижение снижения смягчение их модель внешние`.split(
    /\s+/,
  ),
)

/** The same for Chinese, Japanese and Korean, which put no blanks between words; the first that is found counts. */
const CJK_NAMES: [Part, string][] = [
  [
    'openQuestions',
    '待解决问题|待定问题|待确认问题|开放问题|開放問題|开放性问题|未决问题|未解决问题|未解決の課題|未解決の質問|未決事項|未解決事項|オープンな質問|미해결',
  ],
  ['risks', '风险|風險|リスク|위험'],
  ['testing', '测试|測試|テスト|검증|테스트'],
  ['security', '安全性|安全|セキュリティ|보안'],
  ['techStack', '^技[術术]$|使用技術|技术栈|技术选型|技術棧|技術スタック|技術選定|기술스택'],
  ['interfaces', '接口|界面|インターフェース|インタフェース|인터페이스'],
  ['architecture', '架构|架構|アーキテクチャ|아키텍처'],
  ['data', '数据库|数据|資料|データベース|データ|데이터'],
  ['objectives', '目标|目標|目的|목표'],
  ['requirements', '需求|要求|要件|요구사항'],
  ['summary', '摘要|概述|概要|总结|簡介|简介|はじめに|요약|개요'],
]
const CJK_QUALIFIERS =
  '功能性?|機能|非功能性?|非機能|系统|系統|システム|项目|項目|プロジェクト|产品|与|和|及其?|以及|と|的|の|や|、|策略|戦略|方針|措施|緩和|缓解|对策|対策|应对|设计|設計|模型|モデル|分析|计划|計画|整体|全体|总体|核心|主要|考虑|技术|技術|定义|定義|假设|仮定|事項|存储|一覧|列表|기능|비기능'

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/
const CJK_RUN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g
const LATIN = /[a-z]{3}/
const CJK_TITLE = new RegExp(`^(?:${[...CJK_NAMES.map(([, names]) => names), CJK_QUALIFIERS].join('|')})+$`)
const CJK_PARTS = CJK_NAMES.map(([part, names]): [Part, RegExp] => [part, new RegExp(names)])
/** Characters: longer titles are sentences. The pattern above is only tried on what is shorter. */
const CJK_LENGTH = 20
const TITLE_LENGTH = 120
const TITLE_WORDS = 12

const NUMBER_ALONE = /^(?:(?:part|section|chapter|step|teil|kapitel) )?[\divx]{0,4}$/

const PART_OF_WORDS = new Map(
  PARTS.flatMap((part) => NAMES[part].split(',').map((name): [string, Part] => [name.trim(), part])),
)

/** The first of `partsOf`. */
export function partOf(title: string): Part | undefined {
  return partsOf(title)[0]
}

/**
 * Which parts a heading names, in its order ("Data and interfaces" names two). Numbers, emoji, emphasis, a remark in
 * parentheses or behind a colon do not matter. Titles of more than 120 characters name none.
 */
export function partsOf(title: string): Part[] {
  if (title.length > TITLE_LENGTH) return []
  const [whole = '', ...rest] = plainText(title)
    .replace(/[(（][^()（）]*[)）]/g, ' ')
    .split(/[:：]|\s[–—-]\s/)
  // "Part 2: Requirements" has its name behind the colon, "Requirements: what must hold" before it.
  return partsIn(NUMBER_ALONE.test(words(whole)) ? rest.join(' ') : whole)
}

function partsIn(text: string): Part[] {
  const name = words(text)
  if (name === '') return []
  if (CJK.test(name) && LATIN.test(name)) {
    // "Requirements 需求" says the same twice.
    const latin = partsIn(name.replace(CJK_RUN, ' ').trim())
    if (latin.length > 0) return latin
  }
  if (CJK.test(name)) {
    const title = name.replaceAll(' ', '')
    if (title.length > CJK_LENGTH || !CJK_TITLE.test(title)) return []
    const found = CJK_PARTS.find(([, names]) => names.test(title))
    return found ? [found[0]] : []
  }
  if (name.split(' ').length > TITLE_WORDS) return []
  const found = name.split(/ (?:and|und|et|y|e|и|or) /).map(partOfPiece)
  return [...new Set(found.filter((part) => part !== undefined))]
}

/** Of "security requirements" it is security, of "architecture overview" architecture: those two words say little. */
function partOfPiece(piece: string): Part | undefined {
  const list = piece.split(' ')
  let found: Part | undefined
  for (let index = 0; index < list.length; index += 1) {
    const word = list[index] ?? ''
    const pair = PART_OF_WORDS.get(`${word} ${list[index + 1]}`)
    const part = pair ?? PART_OF_WORDS.get(word)
    if (pair) index += 1
    if (part === undefined && !QUALIFIERS.has(word)) return undefined
    if (part === undefined) continue
    const weak = part === 'summary' || (part === 'requirements' && found !== 'summary')
    if (found === undefined || !weak) found = part
  }
  return found
}

/** Lower-case words without numbering; empty where the title has no letters. */
export function words(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[&/,]/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:and )+|(?: and)+$/g, '')
    .replace(/^(?:(?:part|section|chapter|step|teil|kapitel) (?=\d))?(?:\d{1,3} )+(?=\D)/, '')
    .replace(/^(?:[ivx]{1,4}|[a-h]|第?[一二三四五六七八九十]{1,3}[章节節部]?) (?=.)/, '')
}
