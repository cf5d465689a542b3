import { fileOf } from './bundle-files.ts'
import type { Overrule } from './complexity.ts'
import { writeHandoff } from './handoff.ts'
import type { Progress } from './progress.ts'

/** A project as files: plain Markdown that people and agents read, and one file that brings it back. */
export interface Bundle {
  name: string
  wishes: { languages: string[]; frameworks: string[]; apis: string[] }
  overrule: Overrule
  /** By the tasks' ids. */
  progress: ReadonlyMap<string, Progress>
  /** By the documents' keys. */
  texts: ReadonlyMap<string, string>
}

/** Why files are no project; `file` names the one, for users. */
export class BundleFault extends Error {
  override readonly name = 'BundleFault'
  constructor(
    readonly file: string,
    readonly why: string,
  ) {
    super(`${file} ${why}`)
  }
}

const MANIFEST = 'project.json'
const FORMAT = 1
/** Written by code each time, so what stands in them is not read. */
const MADE = ['HANDOFF.md', 'AGENTS.md', 'CLAUDE.md']
const DOCUMENT = /^(?:(brief|questions|answers|design|review|plan)|phases\/(phase-[1-9]\d{0,3}))\.md$/

/** Paths and texts, in a fixed order: the same project gives the same bytes. */
export function filesOf(bundle: Bundle): [path: string, text: string][] {
  const { name, wishes, overrule, progress, texts } = bundle
  const manifest = {
    format: FORMAT,
    name,
    ...wishes,
    overrule,
    progress: Object.fromEntries([...progress].sort(([one], [other]) => byNumbers(one, other))),
  }
  const documents = [...texts].sort(([one], [other]) => rankOf(one) - rankOf(other) || byNumbers(one, other))
  return [
    [MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`],
    ['AGENTS.md', agents(name, texts.has('answers'))],
    ['CLAUDE.md', '@AGENTS.md\n'],
    ['HANDOFF.md', writeHandoff({ name, texts, progress })],
    ...documents.map(([key, text]): [string, string] => [fileOf(key), text]),
  ]
}

/** What was brought: the project, and files that are no part of it, such as a README of one's own. */
export interface Brought {
  bundle: Bundle
  /** Their paths. */
  leftOut: string[]
}

/** Whether a file of an archive may be part of a project, in whichever folder. */
export const mayBelong = (path: string): boolean => {
  const names = [path, path.replace(FOLDER, '')]
  return names.some((name) => name === MANIFEST || DOCUMENT.test(name))
}

/** The project that such files hold; a single folder around it does not matter. Throws BundleFault. */
export function bundleFrom(files: ReadonlyMap<string, string>): Brought {
  const folder = folderOf(files)
  const manifest = files.get(folder + MANIFEST)
  if (manifest === undefined) throw new BundleFault(MANIFEST, 'is missing; it says which project this is')
  const texts = new Map<string, string>()
  const leftOut: string[] = []
  for (const [path, text] of files) {
    const inside = path.startsWith(folder) ? path.slice(folder.length) : ''
    if (inside === MANIFEST || MADE.includes(inside)) continue
    const [, fixed, phase] = DOCUMENT.exec(inside) ?? []
    const key = fixed ?? phase
    if (key === undefined) {
      leftOut.push(path)
      continue
    }
    if (text.trim() === '') throw new BundleFault(inside, 'is empty')
    texts.set(key, text)
  }
  if (!texts.has('brief')) throw new BundleFault('brief.md', 'is missing; each project begins with it')
  return { bundle: { ...readManifest(manifest), texts }, leftOut }
}

function readManifest(text: string): Omit<Bundle, 'texts'> {
  let value: unknown
  try {
    // Some editors put a byte order mark in front.
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new BundleFault(MANIFEST, 'is not JSON')
  }
  const wrong = (what: string): never => {
    throw new BundleFault(MANIFEST, what)
  }
  if (!isObject(value)) return wrong('is not a JSON object')
  const { format, name, languages, frameworks, apis, overrule, progress } = value
  if (format !== FORMAT) return wrong(`has format ${JSON.stringify(format)}; this program reads ${FORMAT}`)
  if (typeof name !== 'string') return wrong('has no name that is a text')
  const list = (given: unknown, field: string): string[] =>
    Array.isArray(given) && given.every((item) => typeof item === 'string')
      ? given
      : wrong(`has no list of texts under ${field}`)
  if (!isObject(overrule)) return wrong('has no object under overrule')
  if (!isObject(progress)) return wrong('has no object under progress')
  for (const [task, entry] of Object.entries(progress))
    if (!isProgress(entry))
      return wrong(`has under progress for ${task.slice(0, 40)} neither done nor blocked`)
  return {
    name,
    wishes: {
      languages: list(languages, 'languages'),
      frameworks: list(frameworks, 'frameworks'),
      apis: list(apis, 'apis'),
    },
    overrule,
    progress: new Map(Object.entries(progress as Record<string, Progress>)),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isProgress = (value: unknown): value is Progress =>
  isObject(value) &&
  (value.state === 'done' || value.state === 'blocked') &&
  (value.note === undefined || typeof value.note === 'string')

const FOLDER = /^[^/]+\//

/** Whoever unpacks and packs again often has a folder around everything. Throws BundleFault for several projects. */
function folderOf(files: ReadonlyMap<string, string>): string {
  if (files.has(MANIFEST)) return ''
  const folders = [...files.keys()].filter((path) => path.replace(FOLDER, '') === MANIFEST)
  if (folders.length > 1)
    throw new BundleFault(MANIFEST, 'is in the archive more than once; send one project at a time')
  return folders[0]?.slice(0, -MANIFEST.length) ?? ''
}

const ORDER = ['brief', 'questions', 'answers', 'design', 'review', 'plan']
const rankOf = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length)
const byNumbers = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true })

const agents = (name: string, isAnswered: boolean): string => `# ${name.replace(/\s+/g, ' ')}

Begin with HANDOFF.md: it says where the work stands, which task is next, how it is found to be done, and which parts of which
files to read for it. Work on that task alone.

${isAnswered ? '- `brief.md`: what was asked for; `answers.md` says more of it and counts as much.\n' : ''}- \`design.md\`: what is built, requirement by requirement (R-1, R-2 …), and how.
- \`plan.md\`: in which phases and tasks (T-1.1, T-1.2 …); \`phases/\` has each phase written out.
- Names, numbers, versions and technology are those of \`design.md\`, to the letter. Where it is silent, choose what is simplest and say so.
`
