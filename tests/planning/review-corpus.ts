/** Reviews in the shapes that models write, each with what a person reads in it: written by hand, not by the parser. */
export interface Sample {
  name: string
  text: string
  /** Each finding: what it is tied to, how heavy it is, the sentence, and what to write instead. */
  findings: [tie: string, severity: string, message: string, suggestion?: string][]
  /** Codes of what is missing, in any order. */
  missing?: string[]
  /** Each stands in some sentence of what is missing. */
  named?: string[]
}

export const REVIEWED_DESIGN = `# Plant diary

## Summary

People log when they water a plant.

## Requirements

- **R-1**: A person adds a plant with its name, and it is in the list.
- **R-2**: A person logs a watering, and the plant shows its time.
- **R-3**: A person is reminded when a plant is dry.
- **R-4**: The app works without a network.

## Tech stack

| Choice | Role | Reason |
| --- | --- | --- |
| TypeScript | Language | One language. |

## Architecture

- **Store** keeps plants (R-1, R-2).

## Security

- Nothing leaves the device.

## Risks and mitigations

| Risk | Mitigation |
| --- | --- |
| Clock is wrong | Show the time. |

## Testing

| Requirement | Test |
| --- | --- |
| R-1 | A plant is added. |
`

export const REVIEWED_PLAN = `# Plant diary: development plan

## Approach

Two phases.

## Phase 1: Plants

- **Goal**: Plants are kept.
- **Requirements**: R-1, R-2

### Tasks

- **T-1.1**: Keep plants. (R-1)
  - Check: a test passes.
- **T-1.2**: Log waterings. (R-2)
  - Check: a test passes.

## Phase 2: Reminders

- **Goal**: People are reminded.
- **Requirements**: R-3, R-4

### Tasks

- **T-2.1**: Remind. (R-3)
  - Check: a test passes.
`

export const REVIEWED_JAPANESE = `# 植物日記

## 概要

水やりを記録する。

## 要件

- **R-1**: 利用者は植物を追加でき、一覧に表示される。
- **R-2**: 利用者は水やりを記録できる。

## アーキテクチャ

- 保存部は植物を保存する。

## セキュリティ

- データは端末から出ない。
`

const lines = (...all: string[]): string => `${all.join('\n')}\n`

export const SAMPLES: Sample[] = [
  {
    name: 'as asked for',
    text: lines(
      '# Review of Plant diary',
      '',
      '- **R-3** (error): It does not say when a plant is dry. Suggestion: Say after how many days a plant counts as dry.',
      '- **Security** (warning): Nothing is said of a lost device. Suggestion: Say that the store is encrypted.',
      '- **T-2.1** (hint): The check does not name the time.',
      '- **Phase 2** (warning): It has no task for R-4.',
    ),
    findings: [
      [
        'R-3',
        'error',
        'It does not say when a plant is dry.',
        'Say after how many days a plant counts as dry.',
      ],
      ['Security', 'warning', 'Nothing is said of a lost device.', 'Say that the store is encrypted.'],
      ['T-2.1', 'hint', 'The check does not name the time.'],
      ['phase-2', 'warning', 'It has no task for R-4.'],
    ],
  },
  {
    name: 'nothing found, as asked for',
    text: lines('# Review of Plant diary', '', 'No findings.'),
    findings: [],
  },
  {
    name: 'nothing found, in other words',
    text: lines('I have reviewed the design carefully. There are no issues to report.'),
    findings: [],
  },
  {
    name: 'a heading for each finding with labels below',
    text: lines(
      '# Review',
      '',
      '## Finding 1: R-3',
      '',
      '**Severity:** High',
      '',
      '**Finding:** It does not say when a plant is dry.',
      '',
      '**Suggestion:** Name a number of days.',
      '',
      '## Finding 2: Security',
      '',
      '**Severity:** Low',
      '',
      '**Finding:** Nothing is said of backups.',
    ),
    findings: [
      ['R-3', 'error', 'It does not say when a plant is dry.', 'Name a number of days.'],
      ['Security', 'hint', 'Nothing is said of backups.'],
    ],
  },
  {
    name: 'headings by severity with lists below',
    text: lines(
      'Here is my review:',
      '',
      '## Errors',
      '',
      '1. **R-3**: It does not say when a plant is dry.',
      '2. **R-4**: It cannot be tested.',
      '',
      '## Warnings (1)',
      '',
      '1. **Tech stack**: No test runner is named.',
      '',
      '## Hints',
      '',
      'None.',
    ),
    findings: [
      ['R-3', 'error', 'It does not say when a plant is dry.'],
      ['R-4', 'error', 'It cannot be tested.'],
      ['Tech stack', 'warning', 'No test runner is named.'],
    ],
  },
  {
    name: 'headings by place with lists below',
    text: lines(
      '# Review of the design',
      '',
      '## R-2',
      '',
      '- [error] The time zone is not said.',
      '- [hint] "Watering" has no amount.',
      '',
      '## Architecture',
      '',
      '- [warning] Nothing serves R-3. Suggestion: add a component that does.',
    ),
    findings: [
      ['R-2', 'error', 'The time zone is not said.'],
      ['R-2', 'hint', '"Watering" has no amount.'],
      ['Architecture', 'warning', 'Nothing serves R-3.', 'add a component that does.'],
    ],
  },
  {
    name: 'a table',
    text: lines(
      '| # | Severity | Where | Finding | Suggestion |',
      '| --- | --- | --- | --- | --- |',
      '| 1 | High | R-3 | Dry is not defined. | Name the days. |',
      '| 2 | Medium | Risks and mitigations | A lost phone is not named. | Add a row. |',
      '| 3 | Low | T-1.2 | The check is vague. | |',
    ),
    findings: [
      ['R-3', 'error', 'Dry is not defined.', 'Name the days.'],
      ['Risks and mitigations', 'warning', 'A lost phone is not named.', 'Add a row.'],
      ['T-1.2', 'hint', 'The check is vague.'],
    ],
  },
  {
    name: 'a table whose columns have other names',
    text: lines(
      '| ID | Issue | Recommendation | Priority |',
      '|---|---|---|---|',
      '| R-1 | Two plants of one name are possible. | Say what happens then. | P1 |',
      '| R-4 | It excludes the reminder. | Say how it is stored. | P2 |',
    ),
    findings: [
      ['R-1', 'error', 'Two plants of one name are possible.', 'Say what happens then.'],
      ['R-4', 'warning', 'It excludes the reminder.', 'Say how it is stored.'],
    ],
  },
  {
    name: 'JSON in a code block',
    text: lines(
      '```json',
      '{"findings": [',
      '  {"id": "R-3", "severity": "error", "message": "Dry is not defined.", "suggestion": "Name the days."},',
      '  {"section": "Testing", "severity": "warning", "message": "R-2 has no test."}',
      ']}',
      '```',
    ),
    findings: [
      ['R-3', 'error', 'Dry is not defined.', 'Name the days.'],
      ['Testing', 'warning', 'R-2 has no test.'],
    ],
  },
  {
    name: 'bare JSON by severity, with ids that count',
    text: '{"errors":[{"id":"F-1","target":"R-4","issue":"It cannot be tested."}],"warnings":[{"id":2,"target":"Security","issue":"A lost device.","fix":"Lock it."}]}',
    findings: [
      ['R-4', 'error', 'It cannot be tested.'],
      ['Security', 'warning', 'A lost device.', 'Lock it.'],
    ],
  },
  {
    name: 'JSON without findings',
    text: '```json\n{"findings": []}\n```',
    findings: [],
  },
  {
    name: 'the form asked for in a code block without a name',
    text: lines('```text', '- **R-3** (error): Dry is not defined.', '```'),
    findings: [['R-3', 'error', 'Dry is not defined.']],
  },
  {
    name: 'the form asked for in a code block of Markdown',
    text: lines('```markdown', '# Review', '', '- **R-3** (error): Dry is not defined.', '```'),
    findings: [['R-3', 'error', 'Dry is not defined.']],
  },
  {
    name: 'a preface, emoji, and closing words',
    text: lines(
      "Sure! I've reviewed the design. Here are my findings:",
      '',
      '- 🔴 **R-3** – Dry is not defined. → Name the days.',
      '- 🟡 **Tech stack** – No test runner is named.',
      '- 💡 **R-1** – A photo would help.',
      '',
      'Let me know if you want me to fix these!',
    ),
    findings: [
      ['R-3', 'error', 'Dry is not defined.', 'Name the days.'],
      ['Tech stack', 'warning', 'No test runner is named.'],
      ['R-1', 'hint', 'A photo would help.'],
    ],
  },
  {
    name: 'nested labels below an item',
    text: lines(
      '1. **R-3: When is a plant dry?**',
      '   - Severity: critical',
      '   - Finding: Dry is not defined.',
      '   - Suggestion: Name the days.',
      '2. **Architecture**',
      '   - Severity: medium',
      '   - Finding: Nothing serves R-3.',
    ),
    findings: [
      ['R-3', 'error', 'When is a plant dry? Dry is not defined.', 'Name the days.'],
      ['Architecture', 'warning', 'Nothing serves R-3.'],
    ],
  },
  {
    name: 'blocks of labels',
    text: lines(
      'Where: R-2',
      'Severity: warning',
      'Finding: The time zone is not said.',
      'Suggestion: Say that it is local time.',
      '',
      'Where: Section "Security"',
      'Severity: error',
      'Finding: Nothing is said of a lost device.',
    ),
    findings: [
      ['R-2', 'warning', 'The time zone is not said.', 'Say that it is local time.'],
      ['Security', 'error', 'Nothing is said of a lost device.'],
    ],
  },
  {
    name: 'Japanese, as asked for',
    text: lines(
      '# 植物日記のレビュー',
      '',
      '- **R-2** (error): 記録の時刻が定義されていない。Suggestion: 端末の時刻を使うと書く。',
      '- **セキュリティ** (warning): 端末の紛失について書かれていない。',
    ),
    findings: [
      ['R-2', 'error', '記録の時刻が定義されていない。', '端末の時刻を使うと書く。'],
      ['セキュリティ', 'warning', '端末の紛失について書かれていない。'],
    ],
  },
  {
    name: 'Japanese, in its own words and full width',
    text: lines(
      '以下の指摘があります。',
      '',
      '・【重大】Ｒ－１：同じ名前の植物について書かれていない。修正案：重複を許すと書く。',
      '・【注意】「アーキテクチャ」：通知を担う部品がない。',
    ),
    findings: [
      ['R-1', 'error', '同じ名前の植物について書かれていない。', '重複を許すと書く。'],
      ['アーキテクチャ', 'warning', '通知を担う部品がない。'],
    ],
  },
  {
    name: 'Japanese, nothing found',
    text: lines('# レビュー', '', '特に指摘事項はありません。'),
    findings: [],
  },
  {
    name: 'German',
    text: lines(
      '## Befunde',
      '',
      '1. R-3 (Fehler): Es fehlt, wann eine Pflanze trocken ist. Vorschlag: Eine Zahl von Tagen nennen.',
      '2. Security (Hinweis): Sicherungen fehlen.',
    ),
    findings: [
      ['R-3', 'error', 'Es fehlt, wann eine Pflanze trocken ist.', 'Eine Zahl von Tagen nennen.'],
      ['Security', 'hint', 'Sicherungen fehlen.'],
    ],
  },
  {
    name: 'a refusal',
    text: lines("I'm sorry, but I can't help with reviewing this."),
    findings: [],
    missing: ['review:none'],
    named: ['I can’t help', "can't help"].slice(1),
  },
  {
    name: 'nothing at all',
    text: ' \n\n',
    findings: [],
    missing: ['text:empty'],
  },
  {
    name: 'a whole new design',
    text: REVIEWED_DESIGN.replace('when a plant is dry', 'when a plant has had no water for three days'),
    findings: [],
    missing: ['review:design'],
  },
  {
    name: 'ids and sections that do not exist',
    text: lines(
      '- **R-99** (error): It contradicts R-1.',
      '- **Deployment** (warning): It is not said where it runs.',
      '- **R-3, R-98** (warning): They exclude each other.',
      '- **T-7.1** (hint): It comes too late.',
    ),
    findings: [['R-3', 'warning', 'They exclude each other.']],
    missing: ['review:untied', 'review:untied', 'review:untied', 'review:untied'],
    named: ['R-99', 'Deployment', 'R-98', 'T-7.1'],
  },
  {
    name: 'praise and a finding that is tied to nothing',
    text: lines(
      '## Strengths',
      '',
      '- The design is clear and complete.',
      '',
      '## Issues',
      '',
      '- **Error**: Somebody should think of accessibility.',
      '- **Warning**: In R-2 the time zone is not said.',
    ),
    findings: [['R-2', 'warning', 'In R-2 the time zone is not said.']],
    missing: ['review:untied', 'text:beside'],
    named: ['accessibility', 'clear and complete'],
  },
  {
    name: 'paragraphs with the place in bold',
    text: lines(
      '**R-3 (major):** Dry is not defined.',
      '',
      '*Suggestion:* Name the days.',
      '',
      '**Testing (minor):** R-2 has no test.',
    ),
    findings: [
      ['R-3', 'error', 'Dry is not defined.', 'Name the days.'],
      ['Testing', 'hint', 'R-2 has no test.'],
    ],
  },
  {
    name: 'numbered sections, and what a section is called in other words',
    text: lines(
      '- [HIGH] Section 6. Risks: A lost phone is not named.',
      '- [LOW] The “Technology Stack” section: no versions are given.',
    ),
    findings: [
      ['Risks and mitigations', 'error', 'A lost phone is not named.'],
      ['Tech stack', 'hint', 'no versions are given.'],
    ],
  },
  {
    name: 'thoughts before the findings',
    text: lines(
      '<think>',
      'R-1 (error): maybe? No.',
      '</think>',
      '',
      '- **R-4** (warning): It cannot be tested.',
    ),
    findings: [['R-4', 'warning', 'It cannot be tested.']],
  },
  {
    name: 'the same finding twice',
    text: lines('- **R-4** (warning): It cannot be tested.', '- **R-4** (warning): It cannot be tested.'),
    findings: [['R-4', 'warning', 'It cannot be tested.']],
  },
]
