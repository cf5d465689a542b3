import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEvents } from '../support/events.ts'
import { docker, engineAddress, run } from './engine.ts'
import { figure, Stack } from './stack.ts'

/** A unique string in every secret, and then a search in every place where it must not be. */
const PART = 'canaries'
const NAMES = ['OPENAI_API_KEY', 'STREAMING_PROXY_KEY', 'UI_PASSWORD', 'STATUS_KEY'] as const
const ways = ['as lines of .env', 'as files that .env names'] as const

/** Answers as a model's server does that does not know the key: it repeats it. */
const model = Bun.serve({
  hostname: engineAddress(),
  port: 0,
  fetch: (request) =>
    Response.json(
      {
        error: {
          message: `Incorrect API key provided: ${request.headers.get('authorization')}`,
          code: 'invalid_api_key',
        },
      },
      { status: 401 },
    ),
})

afterAll(() => model.stop(true))

/** What the search looks for: the strings, and what they are in base64. */
const patternsOf = (canaries: string[]): string[] =>
  canaries.flatMap((canary) => [canary, btoa(canary).replace(/=+$/, '').slice(0, -1)])

const found = (text: string, canaries: string[]): string[] =>
  patternsOf(canaries).filter((it) => text.includes(it))

/** Command lines of all processes of this machine, until `stop`; what holds a canary is kept. */
function watchProcesses(canaries: string[]): { stop(): string[]; looks: () => number } {
  const seen = new Set<string>()
  let looks = 0
  const look = () => {
    looks += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        if (found(line, canaries).length > 0) seen.add(line.replaceAll('\0', ' '))
      } catch {
        // It has ended meanwhile.
      }
    }
  }
  const timer = existsSync('/proc/self/cmdline') ? setInterval(look, 25) : undefined
  return {
    looks: () => looks,
    stop() {
      clearInterval(timer)
      return [...seen]
    },
  }
}

for (const way of ways) {
  describe(`secrets given ${way}`, () => {
    const random = () => `canary${crypto.randomUUID().replaceAll('-', '')}`
    const values = Object.fromEntries(NAMES.map((name) => [name, random()])) as Record<
      (typeof NAMES)[number],
      string
    >
    const canaries = Object.values(values)
    /** Secrets that the server has made itself, and those that people were given. */
    const made: string[] = []
    const all = () => [...canaries, ...made]
    const heard: string[] = []
    let stack: Stack
    let processes: string[] = []

    const hear = async (answer: Response): Promise<Response> => {
      const copy = answer.clone()
      const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
      heard.push(JSON.stringify(headers), await copy.text())
      return answer
    }

    beforeAll(async () => {
      const given =
        way === 'as lines of .env'
          ? values
          : Object.fromEntries(NAMES.map((name) => [`${name}_FILE`, `./given/${name}`]))
      stack = await Stack.clone(way === 'as lines of .env' ? 'lines' : 'files', {
        ...given,
        OPENAI_BASE_URL: `http://host.docker.internal:${model.port}/v1`,
        MODEL: 'scripted',
        LOG_LEVEL: 'debug',
      })
      if (way !== 'as lines of .env') {
        mkdirSync(join(stack.site, 'given'))
        for (const name of NAMES)
          writeFileSync(join(stack.site, 'given', name), values[name], { mode: 0o600 })
      }
      const watch = watchProcesses(canaries)
      await stack.deploy('one')
      await stack.deploy('two')
      const wrong = await stack.script(['deploy', '--local', '--image', 'no-such-image:at-all'])
      const status = await stack.script(['status', '--local'])
      heard.push(wrong.out, wrong.error, status.out, status.error)
      processes = watch.stop()
    }, 900_000)

    afterAll(() => stack.down(), 120_000)

    test('open what they are for', async () => {
      const cookie = await stack.signIn(values.UI_PASSWORD)
      made.push(cookie.split('=')[1] ?? '')
      const page = stack.visitor({ cookie, accept: 'text/html' })
      for (const path of ['/', '/runs', '/api', '/no-such-page']) await hear(await page.fetch(path))
      const key = { 'x-streaming-proxy-key': values.STREAMING_PROXY_KEY }
      const api = stack.visitor(key)
      expect((await hear(await api.fetch('/api/runs'))).status).toBe(200)
      for (const path of ['/api/models', '/api/openapi.json', '/health', '/readyz', '/metrics', '/status'])
        await hear(await api.fetch(path))
      await hear(await stack.visitor({ authorization: `Bearer ${values.STATUS_KEY}` }).fetch('/status'))
    })

    test('are not in what is said about wrong ones, and not in a model server’s refusal', async () => {
      const wrong = stack.visitor({ 'x-streaming-proxy-key': `${values.STREAMING_PROXY_KEY}x` })
      expect((await hear(await wrong.fetch('/api/runs'))).status).toBe(403)
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const body = new URLSearchParams({ password: `${values.UI_PASSWORD}x`, next: '/' }).toString()
      expect(
        (await hear(await stack.visitor().fetch('/login', { method: 'POST', body, headers: form }))).status,
      ).toBe(403)
      const start = await stack
        .visitor({ authorization: `Bearer ${values.STREAMING_PROXY_KEY}` })
        .fetch('/api/design/stream', {
          method: 'POST',
          body: JSON.stringify({ projectName: 'Canary', requirements: 'Sing.', languages: ['Go'] }),
          headers: { 'content-type': 'application/json' },
        })
      const events = await readEvents(await hear(start))
      expect(events.at(-1)?.type).toBe('failed')
      const asked = `/api/runs?key=${values.STREAMING_PROXY_KEY}`
      await stack.visitor().fetch(asked)
    })

    test('are in no answer and in nothing that the script said', () => {
      expect(heard.length).toBeGreaterThan(20)
      expect(found(heard.join('\n'), canaries)).toEqual([])
    })

    test('are in no log', async () => {
      const logs = await containers(stack).then((ids) =>
        Promise.all(ids.map((id) => run(['docker', 'logs', id]))),
      )
      const text = logs.map(({ out, error }) => out + error).join('\n')
      expect(text).toContain('listening on')
      expect(found(text, all())).toEqual([])
    })

    test('are in nothing that docker inspect shows: containers, images, volumes, networks', async () => {
      const label = `label=com.docker.compose.project=${stack.project}`
      const lists = [
        ['ps', '-aq', '--filter', label],
        ['images', '-q', stack.project],
        ['volume', 'ls', '-q', '--filter', label],
        ['network', 'ls', '-q', '--filter', label],
      ]
      const ids = (await Promise.all(lists.map((list) => docker(...list)))).flatMap((out) =>
        out.trim().split('\n'),
      )
      const text = await docker('inspect', ...new Set(ids))
      expect(text).toContain('two')
      expect(found(text, all())).toEqual([])
    })

    test('are in no layer and no history of an image', async () => {
      const images = [...new Set((await docker('images', '-q', stack.project)).trim().split('\n'))]
      expect(images.length).toBeGreaterThan(0)
      for (const image of images) {
        expect(found(await docker('history', '--no-trunc', image), all())).toEqual([])
        const folder = join(stack.dir, `image-${image}`)
        mkdirSync(folder)
        // Layers may lie in it packed.
        const unpack = `docker save ${image} | tar -xf - -C ${folder} && find ${folder} -type f -exec sh -c 'gzip -t "$1" 2>/dev/null && mv "$1" "$1.gz" && gunzip "$1.gz"' _ {} \\;`
        await run(['bash', '-o', 'pipefail', '-c', unpack])
        expect(await search(folder, ['listening on'])).not.toEqual([])
        expect(await search(folder, all())).toEqual([])
      }
    }, 900_000)

    test('are in no command line of the machine while it is deployed', () => {
      expect(processes).toEqual([])
    })

    test('are in no backup made without them', async () => {
      const [server = ''] = await stack.servers()
      await docker('exec', server, '/app/devussy-web', 'backup', '/data/copy', '--without-secrets')
      const folder = join(stack.dir, 'backup')
      await docker('cp', `${server}:/data/copy`, folder)
      expect(await search(folder, ['manifest', 'Canary'])).not.toEqual([])
      expect(await search(folder, canaries)).toEqual([])
    })

    test('are in no file of the clone that git sees, and in .deploy nowhere but in its secrets', async () => {
      const status = await stack.run(['git', 'status', '--porcelain'])
      const seen = status.out.split('\n').filter((line) => line !== '' && !line.includes('given/'))
      expect(seen).toEqual([])
      const places = (await search(join(stack.site, '.deploy'), canaries)).map((file) =>
        file.replace(`${stack.site}/`, ''),
      )
      expect(places.sort()).toEqual(NAMES.map((name) => `.deploy/secrets/${name.toLowerCase()}`).sort())
      figure(PART, `places searched for secrets given ${way}, found in none`, 9)
    })
  })
}

async function containers(stack: Stack): Promise<string[]> {
  const label = `label=com.docker.compose.project=${stack.project}`
  return (await docker('ps', '-aq', '--filter', label)).trim().split('\n')
}

/** Files below a folder that hold one of the strings. */
async function search(folder: string, canaries: string[]): Promise<string[]> {
  const { out } = await run(['grep', '-rlaF', '-f', '-', folder], { stdin: patternsOf(canaries).join('\n') })
  return out.split('\n').filter((line) => line !== '')
}
