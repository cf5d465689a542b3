import { startModelServer } from '../support/model-server.ts'
import { between, pick, seeded } from '../support/random.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import { Crowd } from './crowd.ts'
import type { FaultOptions, FaultResult } from './fault.ts'

/**
 * Two servers on one data directory; again and again one of them, or both, are killed with kill -9 at a random moment
 * and started anew. Nothing that a reader has seen may be lost or come again, and nothing be paid for without a notice.
 */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const kills = long ? 50 : 3
  const runs = long ? 20 : 6
  const random = seeded(seed)
  say(`kill -9: ${kills} times, ${runs} runs and ${2 * runs} readers, SEED=${seed}`)
  const model = await startModelServer()
  const dataDir = temporaryFolder()
  const settings = {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    AUTO_CONTINUE: '10',
    MAX_RUNS_PER_CLIENT: '100',
    MAX_READERS_PER_CLIENT: '1000',
  }
  const servers: ServerProcess[] = [
    await startServer(settings, dataDir),
    await startServer(settings, dataDir),
  ]
  let up = [...servers]
  const crowd = new Crowd({
    random,
    address: () => pick(random, up.length > 0 ? up : servers).address,
    runs,
    tokens: [30, 160],
    paceMs: 25,
  })
  model.otherwise(crowd.answer)
  const startedAt = performance.now()
  let both = 0
  try {
    crowd.start()
    for (let kill = 0; kill < kills; kill += 1) {
      await Bun.sleep(between(random, 200, 1200))
      crowd.check()
      const all = random() < 0.3 || (!long && kill === 1)
      if (all) both += 1
      const doomed = all ? [0, 1] : [between(random, 0, 1)]
      up = servers.filter((_, at) => !doomed.includes(at))
      await Promise.all(doomed.map((at) => servers[at]?.end('SIGKILL')))
      for (const at of doomed) servers[at] = await startServer(settings, dataDir)
      up = [...servers]
    }
    await crowd.end()
  } finally {
    for (const server of servers) await server.end('SIGKILL')
    await model.stop()
    removeFolder(dataDir)
  }
  return {
    name: 'kill -9',
    figures: {
      kills,
      'of both processes': both,
      documents: crowd.documents,
      events: crowd.events,
      continued: crowd.continued,
      'connections lost': crowd.lost,
      'starts sent again': crowd.startedAgain + crowd.refused,
      'events lost or doubled': 0,
      'paid twice': 0,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    },
  }
}
