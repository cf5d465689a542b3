import type { Example } from './rule.ts'

/** A small project in which nothing is wrong: the examples of rules change one thing in it. */
export const SAMPLE_DESIGN = `# Shelf

## Summary

A village library lends books by a paper list. Shelf keeps the list on one computer and reminds readers by mail.

## Requirements

- **R-1**: A librarian lends a book to a reader, and the book is shown as lent.
- **R-2**: A mail reminds a reader 3 days before a book is due.
- **R-3**: A search over 20,000 books shows its results within 500 ms.

## Objectives

- 95 % of books come back in time, measured by the list of loans.

## Tech stack

| Choice | Role | Reason |
| --- | --- | --- |
| Python 3.13 | Language | The librarian's son knows it. |
| SQLite | Storage | One computer needs no server. |

## Architecture

A desk program (R-1, R-3) writes the list; a timer (R-2) reads it each night.

## Data

A loan has a book, a reader and a day on which it is due.

## Interfaces

The desk program has one window; the timer speaks SMTP.

## Security

The list lies on an encrypted disk; the librarian alone knows its password.

## Risks and mitigations

| Risk | Likelihood | Impact | Mitigation |
| --- | --- | --- | --- |
| The disk breaks | Low | High | A copy is made each night on a second disk. |

## Testing

| Requirement | Test |
| --- | --- |
| R-1 | Lend a book and look at it. |
| R-2 | Set the clock 3 days before the day; one mail is in the fake server. |
| R-3 | Search 20,000 made-up books. |

## Open questions

- Who pays for the second disk? Assumed: the village.
`

export const SAMPLE_PLAN = `# Plan of Shelf

## Phase 1: Lending

**Goal:** A librarian lends books at the desk.

**Requirements:** R-1

- [ ] **T-1.1**: Keep books and loans in SQLite (R-1). Check: a loan is there after a restart.
- [ ] **T-1.2**: Draw the window for lending (R-1). Depends on: T-1.1. Check: a book that was lent is shown as lent.

## Phase 2: Finding and reminding

**Goal:** Books are found, and readers are reminded.

**Requirements:** R-2, R-3

**Depends on:** Phase 1

- [ ] **T-2.1**: Send the mails of the night (R-2). Check: one mail is in the fake server 3 days before the day.
- [ ] **T-2.2**: Index titles for the search (R-3). Check: a search over 20,000 books ends within 500 ms.
`

/** The sample's design, with one thing changed: what is changed must stand in it. */
export const inDesign = (from?: string, to?: string): Example => ({
  texts: { design: changed(SAMPLE_DESIGN, from, to) },
})

/** The sample's design, and its plan with one thing changed. */
export const inPlan = (from?: string, to?: string): Example => ({
  texts: { design: SAMPLE_DESIGN, plan: changed(SAMPLE_PLAN, from, to) },
})

function changed(text: string, from: string | undefined, to = ''): string {
  if (from === undefined) return text
  if (!text.includes(from)) throw new Error(`the sample does not say ${from}`)
  return text.replace(from, to)
}

/** The sample's design, with the body of one part replaced. */
export function inPart(title: string, body: string): Example {
  const heading = `## ${title}\n\n`
  const start = SAMPLE_DESIGN.indexOf(heading) + heading.length
  const next = SAMPLE_DESIGN.indexOf('\n## ', start)
  const end = next < 0 ? SAMPLE_DESIGN.length : next
  return { texts: { design: `${SAMPLE_DESIGN.slice(0, start)}${body}\n${SAMPLE_DESIGN.slice(end)}` } }
}

export const SAMPLE_PHASE = `# Phase 2: Finding and reminding

**Goal:** Books are found, and readers are reminded.

**Requirements:** R-2, R-3

## Tasks

- [ ] **T-2.1**: Send the mails of the night (R-2). Check: one mail is in the fake server 3 days before the day.
- [ ] **T-2.2**: Index titles for the search (R-3). Check: a search over 20,000 books ends within 500 ms.
`

/** The sample's design and plan, and the plan of its second phase with one thing changed. */
export const inPhase = (from?: string, to?: string): Example => ({
  texts: { design: SAMPLE_DESIGN, plan: SAMPLE_PLAN, 'phase-2': changed(SAMPLE_PHASE, from, to) },
})
