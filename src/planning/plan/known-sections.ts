import { plainText } from '../inline.ts'
import { partsOf } from '../parts.ts'
import { fieldOf } from './fields.ts'

/** Sections of a plan that are no phase. */

const PHASES_TITLE =
  /^(?:(?:the|project|development|implementation|delivery|build|work|detailed|proposed)\s)*(?:phases?(?: and tasks| breakdown| overview| details)?|roadmap|milestones|stages|sprints|iterations|plan|work plan|action plan|phasen(?:plan)?|etappen|umsetzungsplan|entwicklungsplan|umsetzung|phases(?: du projet| de développement)?|étapes|plan de développement|feuille de route|fases(?: del proyecto| de desarrollo)?|plan de desarrollo|hoja de ruta|etapas|fasi|этапы|план|开发阶段|阶段|项目阶段|阶段划分|开发计划|实施计划|实施阶段|フェーズ|開発計画|開発フェーズ|フェーズ一覧|段階|実装計画)$/iu

/** `## Phases` and the like: what stands right below are phases, whatever they are called. */
export function isPhasesTitle(title: string): boolean {
  return PHASES_TITLE.test(bare(title))
}

/** Parts that name the phases again, or only hint at them. */
const ASIDE =
  /\b(?:contents|toc|time ?lines?|schedule|calendar|gantt|overview|summary|at a glance|dependenc(?:y|ies)|risks?|critical path|milestones|estimates?|effort|coverage|traceability|matrix|release plan|next steps|recap|checklist|zeitplan|zeitachse|überblick|übersicht|zusammenfassung|inhalt(?:sverzeichnis)?|abhängigkeiten|risiken|calendrier|sommaire|résumé|aperçu|dépendances|risques|vue d['’]ensemble|cronograma|calendario|índice|resumen|dependencias|riesgos)\b|时间线|时间表|进度|目录|概览|概述|总览|依赖|风险|总结|スケジュール|目次|概要|依存|リスク|まとめ|タイムライン|일정|목차/iu

export function isAside(title: string): boolean {
  return title.length < 120 && ASIDE.test(title)
}

const SECTION =
  /\b(?:introduction|preface|context|background|goals?|objectives?|scope|vision|assumptions?|constraints?|glossary|terms|references?|appendix|notes?|legend|conventions?|team|roles|resources|budget|costs?|strategy|approach|methodology|principles|metrics|criteria|definition of done|deployment|rollout|testing|quality|documentation|maintenance|post-?launch|conclusion|closing|questions|success|architecture|structure|stack|tools|technolog\w+|requirements?|deliverables|communication|out of scope|future|einleitung|annahmen|ziele|hinweise|fazit|rahmenbedingungen|introduction|hypothèses|objectifs|conclusion|introducción|supuestos|objetivos|conclusión|notas)\b|前提|说明|结论|背景|目标|假设|備考|付録|資源|资源|はじめに|おわりに/iu

/** Whether a heading names a part that plans have beside their phases. */
export function isSectionTitle(title: string): boolean {
  if (title.length > 120) return false
  return isAside(title) || SECTION.test(title) || partsOf(title).length > 0 || fieldOf(title) !== undefined
}

const bare = (title: string) =>
  plainText(title.slice(0, 120))
    .replace(/[(（][^()（）]*[)）]/g, ' ')
    .replace(/^[^\p{L}]+/u, '')
    .replace(/[:：\s*_]{1,20}$/, '')
    .replace(/[&]/g, 'and')
