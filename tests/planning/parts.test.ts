import { expect, test } from 'bun:test'
import { PART_TITLES, PARTS, partsOf } from '../../src/planning/parts.ts'

const TITLES: [title: string, ...parts: string[]][] = [
  ['Executive Summary', 'summary'],
  ['A. Overview', 'summary'],
  ['Summary and scope', 'summary'],
  ['II. Requirements', 'requirements'],
  ['3.1. Functional Requirements (FR)', 'requirements'],
  ['Non-functional requirements', 'requirements'],
  ['1️⃣ Requirements', 'requirements'],
  ['**Requirements:**', 'requirements'],
  ['Requirements: what must hold', 'requirements'],
  ['Part 2: Requirements', 'requirements'],
  ['Goals / Non-Goals', 'objectives'],
  ['🎯 Goals & Success Metrics', 'objectives'],
  ['Tech Stack (with reasons)', 'techStack'],
  ['Technology Choices', 'techStack'],
  ['High-Level Architecture', 'architecture'],
  ['Architecture overview', 'architecture'],
  ['System Design', 'architecture'],
  ['Data Model & Storage', 'data'],
  ['`Database` schema', 'data'],
  ['REST API', 'interfaces'],
  ['External Interfaces and APIs', 'interfaces'],
  ['Security & Privacy', 'security'],
  ['Security requirements', 'security'],
  ['Data Protection', 'security'],
  ['Risk Assessment & Mitigation Strategies', 'risks'],
  ['Testing, Validation & QA', 'testing'],
  ['Test Plan', 'testing'],
  ['Assumptions and open questions', 'openQuestions'],
  ['Outstanding Issues', 'openQuestions'],
  ['Data and interfaces', 'data', 'interfaces'],
  ['Objectives and Requirements', 'objectives', 'requirements'],
  ['Nicht-funktionale Anforderungen', 'requirements'],
  ['Sicherheit & Datenschutz', 'security'],
  ['Riesgos y mitigaciones', 'risks'],
  ['Données', 'data'],
  ['Pile technique', 'techStack'],
  ['Pila tecnológica', 'techStack'],
  ['Modelo de datos', 'data'],
  ['Riscos e mitigações', 'risks'],
  ['Requisitos não funcionais', 'requirements'],
  ['Perguntas em aberto', 'openQuestions'],
  ['Stack tecnologico', 'techStack'],
  ['Sicurezza e dati', 'security', 'data'],
  ['Domande aperte', 'openQuestions'],
  ['Резюме', 'summary'],
  ['Требования', 'requirements'],
  ['Цели и задачи', 'objectives'],
  ['Технологии', 'techStack'],
  ['Архитектура системы', 'architecture'],
  ['Данные', 'data'],
  ['Интерфейсы', 'interfaces'],
  ['Безопасность', 'security'],
  ['Риски и меры по их снижению', 'risks'],
  ['Тестирование', 'testing'],
  ['9. Открытые вопросы', 'openQuestions'],
  ['二、非功能需求（性能）', 'requirements'],
  ['第一章 概述', 'summary'],
  ['テスト戦略', 'testing'],
  ['기술 스택', 'techStack'],
]

for (const [title, ...parts] of TITLES)
  test(`“${title}” names ${parts.join(' and ')}`, () => expect(partsOf(title)).toEqual(parts as never))

test('the titles that the prompt asks for name their parts', () => {
  for (const part of PARTS) expect(partsOf(PART_TITLES[part])).toEqual([part])
})

test('titles of other things name none', () => {
  const others = [
    'Data Flow',
    'Deployment',
    'Introduction to Databases',
    'Requirements Traceability Matrix',
    'Risk 1: Data',
    'R-3 – Security',
    '需求管理系统设计',
    'Security'.repeat(40),
    '',
    '🚀',
  ]
  for (const title of others) expect(partsOf(title)).toEqual([])
})
