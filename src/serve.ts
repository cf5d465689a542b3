import { createApp } from './app.ts'
import { Listener } from './listener.ts'
import { CannotStart, openParts } from './open-parts.ts'
import { Service } from './service.ts'
import type { Settings } from './settings.ts'
import { Signals } from './signals.ts'
import { StoreTooNew } from './store/database.ts'
import { type Logger, openLog } from './telemetry/log.ts'

/** Serves until it is told to end, or has been left by all. Resolves to the exit code. */
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
  const opened = openParts(settings, { version, log, ending: ending.signal, isDraining: () => draining })
  const { parts, settleIn, close } = opened
  const app = await createApp(parts)
  const listener = new Listener(app, settings.HOST, settings.PORT)
  const service = new Service(opened, listener)
  await settleIn()
  try {
    service.begin()
  } catch (error) {
    await close()
    throw new CannotStart(listenFault(error, settings))
  }
  await parts.readiness.start()
  await service.takeUp()

  const signal = await Promise.race([signals.first, service.retired])
  if (signal) {
    draining = true
    await service.windDown(signal, signals)
  }
  await service.letGo(signals, () => ending.abort())
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
