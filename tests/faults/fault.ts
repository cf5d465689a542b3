/** What a fault module is told. */
export interface FaultOptions {
  /** The full count; else a short form of a few seconds. */
  long: boolean
  seed: number
  say(line: string): void
}

/** What it found, for docs/reliability.md. It throws where the promise was broken. */
export interface FaultResult {
  name: string
  figures: Record<string, number | string>
}

export type Fault = (options: FaultOptions) => Promise<FaultResult>

/** For the tests: the short form, with its lines in the test's output. */
export const shortForm = (seed: number): FaultOptions => ({
  long: false,
  seed,
  say: (line) => console.log(line),
})
