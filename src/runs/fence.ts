import { closeSync, existsSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'

/**
 * Stands before the next turn of a run: whoever takes it over puts it up first and reads the end of the turn before
 * afterwards. What was written before it stood counts; a line behind which it is found is shown to nobody until the
 * next turn says whether it does. Everybody may put it up and nobody holds it: a take-over that died leaves it to the next.
 */
export interface Fence {
  /** The process that put it up. */
  owner: string
  /** Bytes of the turn before that are known to count. */
  size: number
}

/** A folder of their own, so that whoever writes is told of a new one and of nothing else. */
export const fenceFolder = (folder: string): string => `${folder}/fences`

export const fencePath = (folder: string, id: string, turn: number): string =>
  `${fenceFolder(folder)}/${id}.${turn}`

/** Puts it up, whole from the first moment; the one that stands there already is as good. Throws what the disk says. */
export function raiseFence(path: string, fence: Fence): void {
  const draft = `${path}.${fence.owner}.new`
  try {
    const fd = openSync(draft, 'w', 0o600)
    try {
      const text = JSON.stringify(fence)
      // A full disk takes part of it without an error.
      if (writeSync(fd, text) < text.length) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' })
    } finally {
      closeSync(fd)
    }
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    lowerFence(draft)
  }
}

/** Takes it away, since the next turn is there. */
export function lowerFence(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Another was quicker, or the disk takes no changes: behind a turn that is there it stands in nobody's way.
  }
}

export function readFence(path: string): Fence | undefined {
  // Asked at every look, and nearly never there: an error would cost ten times as much.
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Fence
  } catch (error) {
    // A power cut may have left its name without its content: then its owner is gone as well.
    if (error instanceof SyntaxError) return { owner: '', size: 0 }
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
