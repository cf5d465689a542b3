import pino, { type Logger } from 'pino'

export type { Logger }

/**
 * One JSON line an event on standard output. Fields are named by the code that logs; what users or models write
 * is never one of them.
 */
export function openLog(level: string): Logger {
  return pino({ level: level || 'info', base: undefined, timestamp: pino.stdTimeFunctions.isoTime })
}
