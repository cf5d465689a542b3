import {
  chownSync,
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'
import { readSecretFile } from './secret-file.ts'
import { keptPath, keptSecret } from './secrets.ts'
import { parseSecret, type Settings } from './settings.ts'

/** Why keys were not read or written: a sentence for the operator. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/** The file that the keys of API clients are kept in, one a line, oldest first. */
export class KeyFile {
  private constructor(
    readonly path: string,
    /** Whether the file may be mounted alone, so that another file of its name would never be seen. */
    private readonly given: boolean,
  ) {}

  /** The one that a server of these settings uses; undefined where they set keys directly. */
  static of({ DATA_DIR, STREAMING_PROXY_KEY, secretFiles }: Settings): KeyFile | undefined {
    if (STREAMING_PROXY_KEY.length === 0) return new KeyFile(keptPath(DATA_DIR, 'STREAMING_PROXY_KEY'), false)
    const path = secretFiles.STREAMING_PROXY_KEY
    return path === undefined ? undefined : new KeyFile(resolve(path), true)
  }

  /** None where the server has not made its first yet. Throws KeyFileError. */
  read(): string[] {
    if (!this.given && !statSync(this.path, { throwIfNoEntry: false })) return []
    const file = readSecretFile(this.path)
    if ('fault' in file) throw new KeyFileError(`The keys cannot be read: ${file.fault}`)
    const keys = file.text === '' ? [] : parseSecret('STREAMING_PROXY_KEY', file.text)
    if (!keys) throw new KeyFileError(`The file ${this.path} holds what is no key: mend it first.`)
    return keys
  }

  /** Adds a key. Throws KeyFileError. */
  add(key: string, dataDir: string): void {
    this.write(() => {
      // The first is the server's to make, and never lost to one who starts at the same moment.
      if (!this.given) keptSecret(dataDir, 'STREAMING_PROXY_KEY')
      return [...this.read(), key]
    })
  }

  /** Leaves these alone. Throws KeyFileError. */
  leave(keys: readonly string[]): void {
    this.write(() => keys)
  }

  private write(keys: () => readonly string[]): void {
    try {
      const text = `${keys().join('\n')}\n`
      if (this.given) overwrite(this.path, text)
      else replace(this.path, text)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EROFS')
        throw new KeyFileError(
          `The keys cannot be changed here: ${this.path} is mounted read-only. Change the file on the machine itself, as scripts/rotate-key.sh does.`,
        )
      if (code === 'ENOSPC' || code === 'EDQUOT')
        throw new KeyFileError(`The keys were not changed: the disk of ${this.path} is full.`)
      if (code === 'EACCES' || code === 'EPERM')
        throw new KeyFileError(
          `The keys cannot be changed: ${this.path} may not be written by this user (uid ${process.getuid?.()}). Call this as the file's owner or as root.`,
        )
      throw error
    }
  }
}

/** Puts the text into the same file. Whoever reads meanwhile finds whole lines: what is left over is blank until it is cut off. */
function overwrite(path: string, text: string): void {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, text.padEnd(statSync(path).size, '\n'), 0)
    fsyncSync(file)
    ftruncateSync(file, Buffer.byteLength(text))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Puts another file in its place, of the same owner: the server has to read it, whoever calls this. */
function replace(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`
  try {
    const file = openSync(draft, 'wx', 0o600)
    try {
      const { uid, gid } = statSync(path)
      if (uid !== process.getuid?.()) chownSync(draft, uid, gid)
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
