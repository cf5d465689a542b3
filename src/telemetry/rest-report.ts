import type { Rest } from '../runs/live-run.ts'
import type { Run } from '../runs/run.ts'
import type { Logger } from './log.ts'

/** Writes down how a run came to rest, with the operator's hint where there is one. */
export function reportRest(log: Logger, run: Run, rest: Rest | { kind: 'crashed'; error: unknown }): void {
  const line = { run: run.id, stage: run.stage, provider: run.provider }
  if (rest.kind === 'crashed') {
    log.error({ ...line, err: rest.error }, 'a run came to rest by a fault of this program')
  } else if (rest.kind === 'ended') {
    const { fault, type } = rest
    if (fault) log.warn({ ...line, end: type, code: fault.code, hint: fault.hint }, 'the model refused a run')
    else log.info({ ...line, end: type }, 'run ended')
  } else if (rest.kind === 'left') {
    log.info(line, 'run left to the next process')
  } else {
    const { fault, pause } = rest
    const hint = fault && 'hint' in fault ? fault.hint : undefined
    const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause.message : undefined
    log.warn({ ...line, code: pause.code, hint, cause }, 'run paused')
  }
}
