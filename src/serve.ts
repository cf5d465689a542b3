import { announce } from './announce.ts'
import { createApp } from './app.ts'
import { CannotStart, openParts } from './open-parts.ts'
import type { Settings } from './settings.ts'
import { Signals } from './signals.ts'
import { StoreTooNew } from './store/database.ts'
import { type Logger, openLog } from './telemetry/log.ts'

const LAST_BYTES_MS = 500

/** One process: listens, and drains on SIGTERM or SIGINT. Resolves to the exit code. */
export async function serve(settings: Settings, version: string): Promise<number> {
  const log = openLog(settings.LOG_LEVEL)
  try {
    await run(settings, version, log)
    return 0
  } catch (error) {
    if (!(error instanceof CannotStart || error instanceof StoreTooNew)) throw error
    log.fatal(error.message)
    return 1
  }
}

async function run(settings: Settings, version: string, log: Logger): Promise<void> {
  const signals = new Signals()
  const ending = new AbortController()
  let draining = false
  const { parts, owners, settleIn, close } = openParts(settings, {
    version,
    log,
    ending: ending.signal,
    isDraining: () => draining,
  })
  const { conductor, readiness } = parts
  const app = await createApp(parts)
  await settleIn()
  owners.start(() => void conductor.recover())
  try {
    // Without reusePort a port that is taken is an error, and not a silent half of the requests.
    app.listen({ hostname: settings.HOST, port: settings.PORT, reusePort: false, idleTimeout: 60 })
  } catch (error) {
    await close()
    throw new CannotStart(listenFault(error, settings))
  }
  await readiness.start()
  await conductor.recover()
  await announce(parts, app.server?.port ?? settings.PORT)

  const signal = await signals.first
  draining = true
  log.info(
    { signal, liveRuns: conductor.liveRuns },
    'ending: not ready any more, live runs go on to their end; a second signal leaves them to the next process',
  )
  // Until a proxy has noticed, everything is answered as before. A person at a terminal has no proxy to wait for.
  if (signal === 'SIGTERM') await signals.wait(settings.DRAIN_GRACE)
  await conductor.drain(settings.DRAIN_TIMEOUT, signals.hurry)
  // Before the readers are let go: what is left is taken over by the time they come back.
  owners.stop()
  ending.abort()
  // Streams end between two frames now; what is still being sent gets a moment, a reader that does not read no more.
  const cut = setTimeout(() => void app.server?.stop(true), LAST_BYTES_MS)
  await app.server?.stop()
  clearTimeout(cut)
  await close()
  signals.stop()
  log.info('ended')
}

function listenFault(error: unknown, { HOST, PORT }: Settings): string {
  const code = (error as { code?: unknown }).code
  if (code === 'EADDRINUSE')
    return `PORT: ${HOST}:${PORT} is taken by another program. End it, or set another PORT.`
  if (code === 'EACCES')
    return `PORT: this user may not listen on ${PORT}. Ports from 1024 on are free to all.`
  return `HOST: ${HOST}:${PORT} cannot be listened on. Name an address of this machine.`
}
