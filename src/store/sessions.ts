import { createHash } from 'node:crypto'
import { makeSecret } from '../secrets.ts'
import type { Store } from './database.ts'

const DAY = 86_400_000
export const SESSION_DAYS = 30
const LINK_DAYS = 7

/** Only hashes are kept: who reads the store cannot sign in with what is in it. */
const hash = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Who is signed in, and the one-time links by which one may; shared by all processes on one data directory. */
export class Sessions {
  constructor(
    private readonly store: Store,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** A new session's token, for its cookie. Throws StorageError. */
  async open(): Promise<string> {
    const token = makeSecret()
    const now = this.now()
    await this.store.write((db) => {
      db.run('DELETE FROM sessions WHERE expires_at < ?', [now])
      db.run('INSERT INTO sessions (token, created_at, expires_at) VALUES (?, ?, ?)', [
        hash(token),
        now,
        now + SESSION_DAYS * DAY,
      ])
    })
    return token
  }

  isOpen(token: string): boolean {
    return (
      this.store.row(
        'SELECT 1 FROM sessions WHERE token = ? AND expires_at >= ?',
        hash(token),
        this.now(),
      ) !== undefined
    )
  }

  async close(token: string): Promise<void> {
    await this.store.write((db) => db.run('DELETE FROM sessions WHERE token = ?', [hash(token)]))
  }

  /** A new one-time link's code. Throws StorageError. */
  async makeLink(): Promise<string> {
    const code = makeSecret()
    const now = this.now()
    await this.store.write((db) => {
      db.run('DELETE FROM links WHERE expires_at < ?', [now])
      db.run('INSERT INTO links (token, created_at, expires_at) VALUES (?, ?, ?)', [
        hash(code),
        now,
        now + LINK_DAYS * DAY,
      ])
    })
    return code
  }

  /** Uses a link up; true when it was good. */
  async redeemLink(code: string): Promise<boolean> {
    const { changes } = await this.store.write((db) =>
      db.run('DELETE FROM links WHERE token = ? AND expires_at >= ?', [hash(code), this.now()]),
    )
    return changes > 0
  }

  async removeExpired(): Promise<void> {
    await this.store.write((db) => {
      db.run('DELETE FROM sessions WHERE expires_at < ?', [this.now()])
      db.run('DELETE FROM links WHERE expires_at < ?', [this.now()])
    })
  }
}
