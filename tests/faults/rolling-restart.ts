import { startFront } from '../support/front.ts'
import { startModelServer } from '../support/model-server.ts'
import { between, seeded } from '../support/random.ts'
import { LawBroken } from '../support/reading.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import { Crowd } from './crowd.ts'
import type { FaultOptions, FaultResult } from './fault.ts'

/**
 * A new version takes over, again and again: it starts beside the old one, what stands in front turns to it, the old one
 * is told to end and drains. No start may be refused, no stream of the asking reader be cut short, no old process stay.
 */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const restarts = long ? 25 : 3
  const runs = long ? 25 : 6
  const random = seeded(seed)
  say(`rolling restarts: ${restarts}, ${2 * runs} live streams, SEED=${seed}`)
  const model = await startModelServer()
  const front = startFront()
  const dataDir = temporaryFolder()
  const settings = {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    DRAIN_GRACE: '300ms',
    MAX_RUNS_PER_CLIENT: '100',
    MAX_READERS_PER_CLIENT: '1000',
  }
  const all: ServerProcess[] = []
  const begin = async () => {
    const server = await startServer(settings, dataDir)
    all.push(server)
    front.turnTo(server.address)
    return server
  }
  const crowd = new Crowd({
    random,
    address: () => front.url,
    runs,
    tokens: [30, 160],
    paceMs: 25,
  })
  model.otherwise(crowd.answer)
  const startedAt = performance.now()
  const drains: number[] = []
  const ending: Promise<void>[] = []
  try {
    let current = await begin()
    crowd.start()
    for (let restart = 0; restart < restarts; restart += 1) {
      await Bun.sleep(between(random, 300, 1500))
      crowd.check()
      const old = current
      current = await begin()
      ending.push(drained(old, drains))
    }
    await crowd.end()
    await Promise.all(ending)
  } finally {
    for (const server of all) await server.end('SIGKILL')
    front.stop()
    await model.stop()
    removeFolder(dataDir)
  }
  const { refused, startedAgain, cutShort, continued } = crowd
  if (refused + startedAgain + cutShort + continued > 0)
    throw new LawBroken(
      `${refused} starts refused, ${startedAgain} without an answer, ${cutShort} streams cut short, ${continued} runs broken off`,
    )
  return {
    name: 'rolling restarts',
    figures: {
      restarts,
      documents: crowd.documents,
      events: crowd.events,
      'starts refused': refused + startedAgain,
      'streams cut short': cutShort,
      'runs broken off': continued,
      'guests who came back to the next process': crowd.lost,
      'events lost or doubled': 0,
      'longest drain ms': Math.round(Math.max(...drains)),
      seconds: Math.round((performance.now() - startedAt) / 1000),
    },
  }
}

async function drained(server: ServerProcess, drains: number[]): Promise<void> {
  const from = performance.now()
  const code = await server.end('SIGTERM')
  if (code !== 0)
    throw new LawBroken(`a drained process ended with ${code}:\n${server.output().slice(-2000)}`)
  if (server.output().includes('"level":50')) throw new LawBroken(`it complained:\n${server.output()}`)
  drains.push(performance.now() - from)
}
