import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { docker } from './engine.ts'
import { Stack } from './stack.ts'

setDefaultTimeout(120_000)

/** Where the engine's socket is on this machine: DOCKER_HOST, or where it is mostly. */
const SOCKET = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '') ?? '/var/run/docker.sock'
const FILES = ['-f', 'docker-compose.yml', '-f', 'docker-compose.logs.yml', '--profile', 'loki']

let stack: Stack
let reader: string
let api: string

/** Asks the reader from inside its container, since no port leads there. */
async function ask(path: string, ...more: string[]): Promise<{ status: number; body: string }> {
  const url = `http://127.0.0.1:8080${path}`
  const said = await docker(
    'exec',
    reader,
    'curl',
    '-s',
    '--path-as-is',
    '-w',
    '\n%{http_code}',
    ...more,
    url,
  )
  const at = said.trimEnd().lastIndexOf('\n')
  return { status: Number(said.slice(at + 1)), body: said.slice(0, at) }
}

describe('the reader of logs', () => {
  beforeAll(async () => {
    stack = await Stack.clone('logs', { DOCKER_SOCKET: SOCKET })
    await stack.compose(...FILES, 'up', '-d', '--no-deps', 'log-reader')
    reader = (await stack.compose(...FILES, 'ps', '-q', 'log-reader')).trim()
    for (let tries = 0; tries < 50; tries += 1) {
      const up = await ask('/_ping').catch(() => undefined)
      if (up?.status === 200) break
      await Bun.sleep(100)
    }
    const { stdout } = Bun.spawnSync(['docker', 'version', '--format', '{{.Server.APIVersion}}'])
    api = `/v${stdout.toString().trim()}`
  })
  afterAll(() => stack?.down())

  test('gives the list of this project’s containers, whatever list it is asked for', async () => {
    // Another project has at least its own container on this engine.
    const other = (
      await docker('run', '-d', '--label', 'com.docker.compose.project=elsewhere', 'nginx:1.30')
    ).trim()
    try {
      for (const query of ['', '?all=1&filters=%7B%7D']) {
        const { status, body } = await ask(`${api}/containers/json${query}`)
        expect(status).toBe(200)
        expect((JSON.parse(body) as { Id: string }[]).map(({ Id }) => Id)).toEqual([
          expect.stringContaining(reader),
        ])
      }
    } finally {
      await docker('rm', '-f', other)
    }
  })

  test('passes on the questions for a container’s facts and its log', async () => {
    const { status } = await ask(`${api}/containers/${reader}/logs?stdout=1&stderr=1`)
    expect(status).toBe(200)
    expect((await ask(`${api}/containers/${reader}/json`)).status).toBe(200)
  })

  test('passes nothing else on to Docker', async () => {
    const refused = [
      `POST ${api}/containers/${reader}/stop`,
      `DELETE ${api}/containers/${reader}`,
      `POST ${api}/containers/create`,
      `GET ${api}/containers/${reader}/archive?path=/`,
      `GET ${api}/containers/${reader}/attach/ws`,
      `GET ${api}/images/json`,
      `GET ${api}/secrets`,
      `GET ${api}/containers/${reader}/logs/../../../info`,
      `GET ${api}/containers/${reader}/json%2f..%2f..%2f..%2finfo`,
    ]
    const each =
      'while [ $# -gt 0 ]; do curl -s -o /dev/null --path-as-is -w "%{http_code} $1 $2\\n" -X "$1" "http://127.0.0.1:8080$2"; shift 2; done'
    const said = await docker(
      'exec',
      reader,
      'sh',
      '-c',
      each,
      'each',
      ...refused.flatMap((it) => it.split(' ')),
    )
    expect(said.trim().split('\n')).toEqual(refused.map((request) => `403 ${request}`))
  })
})
