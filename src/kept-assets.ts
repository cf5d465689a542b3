import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import type { Assets } from './assets.ts'

/** A page that is open longer than this gets its newer style sheet by reloading. */
const KEEP_MS = 30 * 86_400_000
/** However old they are: nobody deploys for months, and then goes one version back. */
const KEEP_NEWEST = 3
/** Drafts are copied within a second. */
const OLD_DRAFT_MS = 10 * 60_000

const HASH = /^[0-9a-f]{16}$/
const DRAFT = /^[0-9a-f]{16}\.[0-9a-z]+\.new$/
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

/**
 * The static files of every version that ran on the data directory lately, a folder a hash: a page that is open while the
 * server changes finds its own, whichever version answers.
 */
export class KeptAssets {
  constructor(
    private readonly folder: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Keeps a copy of this version's; nobody ever sees half of one. Throws what the disk says. */
  keep({ folder, base, scripts }: Assets, owner: string): void {
    const hash = base.slice(base.lastIndexOf('/') + 1)
    const kept = `${this.folder}/${hash}`
    const at = new Date(this.now())
    if (!isFolder(kept)) {
      const draft = `${kept}.${owner}.new`
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      try {
        cpSync(folder, draft, { recursive: true })
        for (const [name, text] of scripts) writeFileSync(`${draft}/${name}`, text)
        renameSync(draft, kept)
      } catch (error) {
        // Another process of this version was quicker.
        if (!isFolder(kept)) throw error
      } finally {
        rmSync(draft, { recursive: true, force: true })
      }
    }
    utimesSync(kept, at, at)
  }

  /** Where a file of some version lies; nothing where it is not kept, or where the path leads elsewhere. */
  find(hash: string, path: string): string | undefined {
    const names = path.split('/')
    if (!HASH.test(hash) || !names.every((name) => NAME.test(name))) return undefined
    let place = `${this.folder}/${hash}`
    for (const name of names) {
      if (!isFolder(place)) return undefined
      place += `/${name}`
    }
    return lstatSync(place, { throwIfNoEntry: false })?.isFile() ? place : undefined
  }

  /** Removes those that nobody can have on a page any more. `own` stays. Throws what the disk says. */
  tidy(own: string): void {
    if (!isFolder(this.folder)) return
    const found = readdirSync(this.folder).map((name) => ({
      name,
      at: statSync(`${this.folder}/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    const versions = found.filter(({ name }) => HASH.test(name)).sort((a, b) => b.at - a.at)
    const old = versions
      .slice(KEEP_NEWEST)
      .filter(({ name, at }) => at < this.now() - KEEP_MS && !own.endsWith(`/${name}`))
    const drafts = found.filter(({ name, at }) => DRAFT.test(name) && at < this.now() - OLD_DRAFT_MS)
    for (const { name } of [...old, ...drafts])
      rmSync(`${this.folder}/${name}`, { recursive: true, force: true })
  }
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
