import { createHash } from 'node:crypto'

/** Choices that look free and are a function of the brief, so that the same brief is answered in the same words. */
export class Variation {
  private state: number

  constructor(text: string) {
    this.state = Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 8), 16)
  }

  /** 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  pick(options: readonly [string, ...string[]]): string {
    return options[Math.floor(this.next() * options.length)] ?? options[0]
  }
}
