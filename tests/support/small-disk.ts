import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function mount(...args: string[]): boolean {
  return Bun.spawnSync(['mount', ...args], { stdio: ['ignore', 'ignore', 'ignore'] }).exitCode === 0
}

/** A file system of its own that can be really full, or read-only; nothing where this user may not mount one. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static mount(kilobytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
    const folder = mkdtempSync(join(tmpdir(), 'devussy-disk-'))
    if (mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder)) {
      mkdirSync(`${folder}/data`)
      return new SmallDisk(folder)
    }
    rmSync(folder, { recursive: true })
    return undefined
  }

  get data(): string {
    return `${this.folder}/data`
  }

  /** Takes all the room there is. */
  fill(): void {
    for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) writeFileSync(`${this.folder}/ballast`, new Uint8Array(size), { flag: 'a' })
      } catch {
        // Less fits, or nothing.
      }
    }
  }

  makeRoom(): void {
    rmSync(`${this.folder}/ballast`, { force: true })
  }

  makeReadOnly(): void {
    if (!mount('-o', 'remount,ro', this.folder)) throw new Error('the disk is busy')
  }

  unmount(): void {
    Bun.spawnSync(['umount', '-l', this.folder])
    rmSync(this.folder, { recursive: true, force: true })
  }
}
