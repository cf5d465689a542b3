import type { Brief } from './brief.ts'
import type { Language } from './languages.ts'
import { besideOf } from './languages.ts'
import type { Slot } from './named-parts.ts'
import { inline } from './safe-text.ts'
import { idsWhere, isServed, mainUse } from './sections/refer.ts'

export interface Choice {
  choice: string
  role: string
  reason: string
}

/** The parts it is built of: what the brief decides first, then what is missing. Cells are Markdown. */
export function stackOf(brief: Brief): Choice[] {
  const { languages, frameworks, apis, storage } = brief
  const [main] = languages
  const rows: Choice[] = languages.map((language, index) => languageRow(brief, language, index === 0))
  const taken = new Set<Slot>()
  const names = new Set(languages.map(({ name }) => name.toLowerCase()))
  for (const { name, role, reason, slot } of frameworks) {
    if (slot) taken.add(slot)
    if (names.has(name.toLowerCase())) continue
    rows.push({
      choice: inline(name),
      role,
      reason: `Decided by the brief; ${reason} (${servedBy(brief, slot)})`,
    })
  }
  const isTaken = (slot: Slot) => taken.has(slot) && !(slot === 'web' && brief.kind === 'game')
  for (const [slot, role, part] of partsFor(brief, main)) {
    if (!part || isTaken(slot)) continue
    const [choice = '', reason = ''] = part.split(/: (.*)/s)
    rows.push({ choice: inline(choice), role, reason: `${capitalised(reason)} (${servedBy(brief, slot)})` })
  }
  if (main.runtime) {
    const [choice = '', reason = ''] = main.runtime.split(/: (.*)/s)
    rows.push({ choice, role: 'Building and running', reason: capitalised(reason) })
  }
  if (storage.sort !== 'none' && !taken.has('store')) rows.push(storageRow(brief))
  if (!taken.has('test'))
    rows.push({
      choice: inline(main.test),
      role: 'Tests',
      reason: `Runs all ${brief.requirements.length} rows of the testing table in one command`,
    })
  if (main.check)
    rows.push({
      choice: inline(main.check),
      role: 'Checks before the build',
      reason: 'Finds what a review should not have to',
    })
  for (const api of apis)
    rows.push({
      choice: inline(api.name),
      role: 'Foreign API',
      reason: `${api.mentioned ? 'Mentioned in the requirements' : 'Decided by the brief'}; ${inline(api.used)}`,
    })
  return rows
}

function languageRow(brief: Brief, language: Language, isMain: boolean): Choice {
  const beside = isMain ? undefined : besideOf(language.name)
  const role = beside?.role ?? (isMain ? `Language of the ${brief.words.noun}` : secondRole(brief))
  const reason = beside?.reason ?? language.virtue
  return {
    choice: inline(language.name),
    role,
    reason: `Decided by the brief; ${reason} (${servedBy(brief, undefined)})`,
  }
}

const secondRole = (brief: Brief) =>
  isServed(brief)
    ? 'Second language: the part nearest to its strength, behind one interface'
    : 'Second language, behind one interface'

function partsFor(brief: Brief, main: Language): [Slot, string, string | undefined][] {
  const { kind, traits } = brief
  switch (kind) {
    case 'web':
      return [
        ['web', 'Routes', main.web],
        [
          'page',
          'Pages',
          'Server-made HTML with htmx: pages work before a script has come, and only one place makes HTML',
        ],
      ]
    case 'api':
      return [['web', 'Routes', main.web]]
    case 'cli':
      return [['cli', 'Commands', main.cli]]
    case 'mobile':
      return [['ui', 'Screens', mobileUi(main)]]
    case 'desktop':
      return [['ui', 'Windows', main.ui]]
    case 'game':
      return [
        ['game', 'Picture, sound and input', main.game],
        ['web', 'Server of the matches', traits.has.has('multiplayer') ? main.web : undefined],
      ]
    case 'pipeline':
      return [
        ['data', 'Work on tables', main.data],
        ['run', 'Start at its hour', 'cron or a systemd timer: one job needs no scheduler of its own'],
      ]
    case 'extension':
      return [
        [
          'ui',
          'Parts of the browser',
          'WebExtension API, manifest version 3: one package for Chromium and Firefox',
        ],
      ]
    case 'bot':
      return [['web', 'Connection to the chat', undefined]]
    default:
      return []
  }
}

/** What draws screens on phones differs from what opens windows. */
function mobileUi(main: Language): string | undefined {
  switch (main.name.toLowerCase()) {
    case 'kotlin':
    case 'java':
      return 'Jetpack Compose: screens follow the state, accessibility included'
    case 'typescript':
    case 'javascript':
    case 'ts':
    case 'js':
      return 'React Native with Expo: native screens on both systems from the language of the brief'
    case 'c#':
      return '.NET MAUI: native screens on both systems from the language of the brief'
    case 'swift':
    case 'dart':
      return main.ui
    case 'rust':
      return 'Tauri 2: the system’s own web view on both systems'
    case 'python':
      return 'BeeWare Toga: native screens on both systems'
    default:
      return undefined
  }
}

function servedBy(brief: Brief, slot: Slot | undefined): string {
  return idsFor(brief, slot) || mainUse(brief).id
}

function idsFor(brief: Brief, slot: Slot | undefined): string {
  switch (slot) {
    case 'web':
    case 'page':
    case 'ui':
    case 'cli':
      return idsWhere(brief, ({ action }) => action === 'read' || action === 'find' || action === 'enter', 2)
    case 'looks':
      return idsWhere(
        brief,
        ({ topic }) =>
          topic?.name === 'dark mode' || topic?.name === 'small screens' || topic?.name === 'accessibility',
        2,
      )
    case 'store':
      return idsWhere(
        brief,
        ({ action }) => action === 'create' || action === 'change' || action === 'remove',
        3,
      )
    case 'data':
    case 'run':
      return idsWhere(
        brief,
        ({ action }) => action === 'bring' || action === 'compute' || action === 'give',
        3,
      )
    case 'ai':
      return idsWhere(brief, ({ topic }) => topic?.name === 'model output', 2)
    case 'game':
      return idsWhere(brief, ({ action, topic }) => action === 'play' || topic?.name === 'frame rate', 2)
    default:
      return ''
  }
}

function storageRow(brief: Brief): Choice {
  const { storage } = brief
  const ids = servedBy(brief, 'store')
  const why: Record<typeof storage.sort, string> = {
    none: '',
    file:
      brief.kind === 'pipeline'
        ? 'Typed columns, compressed, read by every tool that comes after'
        : 'Read by people and by other programs, copied like any file',
    sqlite: 'Transactions in one file: no server to run, a backup is a copy',
    server: 'Transactions and constraints for several writers at once',
    device: 'On the device itself, so that it works without a network',
  }
  const decided = storage.named ? 'Decided by the brief; ' : ''
  const reason =
    decided === ''
      ? why[storage.sort]
      : `${why[storage.sort].charAt(0).toLowerCase()}${why[storage.sort].slice(1)}`
  const choice = storage.driver === '' ? storage.name : `${storage.name} through ${storage.driver}`
  return { choice: inline(choice), role: 'Storage', reason: `${decided}${reason} (${ids})` }
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
