import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** What a server does that has closed its port: nobody can ask it any more. */
export interface DrainReport {
  state: 'live' | 'standby' | 'draining'
  version: string
  colour: string
  liveRuns: number
  readers: number
}

interface Written extends DrainReport {
  pid: number
  /** Milliseconds since 1970. */
  at: number
}

/** It is written each second; an older one is of a process that died. Milliseconds. */
const FRESH_MS = 5000

/** Of one port: several servers may share a machine's folder for temporary files. */
const pathOf = (port: number): string => `${tmpdir()}/devussy-web-${port}.state`

/** Writes it for `health --state`. Where that is not possible nobody can ask, and nothing else changes. */
export function writeDrainReport(port: number, report: DrainReport, now: number): void {
  const draft = `${pathOf(port)}.${process.pid}.new`
  const written: Written = { ...report, pid: process.pid, at: now }
  try {
    // Under another name first: a link that somebody has put there is replaced, and never followed.
    writeFileSync(draft, JSON.stringify(written), { flag: 'wx', mode: 0o600 })
    renameSync(draft, pathOf(port))
  } catch {
    rmSync(draft, { force: true })
  }
}

export function removeDrainReport(port: number): void {
  if (readWritten(port)?.pid === process.pid) rmSync(pathOf(port), { force: true })
}

/** What the server of that port wrote a moment ago; nothing where none drains. */
export function readDrainReport(port: number, now: number): DrainReport | undefined {
  const written = readWritten(port)
  if (!written || Math.abs(now - written.at) > FRESH_MS) return undefined
  const { state, version, colour, liveRuns, readers } = written
  return { state, version, colour, liveRuns, readers }
}

function readWritten(port: number): Written | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(port), 'utf8')) as Written
  } catch {
    return undefined
  }
}
