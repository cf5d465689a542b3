import { type DrainReport, readDrainReport } from './drain-report.ts'
import { ownAddress } from './own-address.ts'
import type { Settings } from './settings.ts'
import { ask } from './smoke/ask.ts'

const USAGE = 'usage: devussy-web health [--state]'
const HELP = `${USAGE}
Asks the server of these settings whether it is ready; for a container's health check. One that drains behind its closed port
is as it should be. With --state one line of JSON says what it does: state (live, standby or draining), version, colour,
liveRuns, readers.
Exit codes: 0 ready or draining (with --state: it answers), 1 not ready or no answer, 2 wrong use.`

const WAIT_MS = 3000

/** Runs `devussy-web health`; resolves to the exit code. */
export async function runHealthCommand(args: string[], readSettings: () => Settings): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP)
    return 0
  }
  if (args.length > 1 || (args[0] ?? '--state') !== '--state') {
    console.error(USAGE)
    return 2
  }
  const settings = readSettings()
  const drains = readDrainReport(settings.PORT, Date.now())
  if (drains) {
    console.log(JSON.stringify(drains))
    return 0
  }
  const address = ownAddress(settings)
  try {
    return args.length > 0 ? await tellState(address) : await tellReady(address)
  } catch {
    console.error(`no answer from ${address}`)
    return 1
  }
}

async function tellReady(address: string): Promise<number> {
  const answer = await ask(`${address}/readyz`, { signal: AbortSignal.timeout(WAIT_MS) })
  console.log(await answer.text())
  return answer.status === 200 ? 0 : 1
}

async function tellState(address: string): Promise<number> {
  const answer = await ask(`${address}/health`, { signal: AbortSignal.timeout(WAIT_MS) })
  const { state, version, colour, liveRuns, readers } = JSON.parse(await answer.text()) as DrainReport
  console.log(JSON.stringify({ state, version, colour, liveRuns, readers }))
  return 0
}
