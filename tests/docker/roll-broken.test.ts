import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demand, docker, run, type Told } from './engine.ts'
import { Stack } from './stack.ts'

/** What a version that is no good may not change. */
interface Before {
  servers: string[]
  version: string | undefined
  frozen: string
  images: string
}

let stack: Stack
let good: Before

const file = (name: string): string => join(stack.site, name)
const images = async (): Promise<string> =>
  (await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', stack.project))
    .split('\n')
    .filter((name) => !name.includes(':broken-'))
    .sort()
    .join('\n')

const lookAround = async (): Promise<Before> => ({
  servers: (await stack.servers()).sort(),
  version: (await stack.health()).version,
  frozen: readFileSync(file('.deploy/compose.yml'), 'utf8'),
  images: await images(),
})

/** An image of a few lines; returns its name. */
async function image(name: string, lines: string[]): Promise<string> {
  const tag = `${stack.project}:broken-${name}`
  const label = `LABEL org.opencontainers.image.version=${name}\nENV DEVUSSY_VERSION=${name}`
  const path = join(stack.dir, `${name}.Dockerfile`)
  writeFileSync(path, [...lines, label, ''].join('\n'))
  await demand(['docker', 'build', '-q', '-t', tag, '-f', path, join(stack.site, 'public')])
  return tag
}

/** A program that says what it is told to, in the place of the server. */
const pretender = (cases: string): string[] => [
  'FROM nginx:1.30',
  `RUN mkdir /app && printf '%s\\n' '#!/bin/sh' 'case $1 in ${cases} esac' >/app/devussy-web && chmod 755 /app/devussy-web`,
  'ENTRYPOINT ["/app/devussy-web"]',
  'CMD []',
  'USER 65532:65532',
]

/** Deploys it, and finds everything as it was before. */
async function refused(words: string[], env: Record<string, string> = {}): Promise<Told> {
  const told = await stack.script(['deploy', '--local', ...words], env)
  expect({ ...(await lookAround()) }).toEqual(good)
  const end = readFileSync(file('.deploy/history'), 'utf8').trim().split('\n').at(-1)
  expect(end).not.toContain('\tok\t')
  return told
}

beforeAll(async () => {
  stack = await Stack.clone('broken', { DEMO_TOKENS_PER_SECOND: '200' })
  await stack.deploy('good')
  good = await lookAround()
})

afterAll(async () => {
  await stack?.down()
})

describe('a version that is no good gets no traffic, and all is as it was', () => {
  test('it does not start', async () => {
    const tag = await image('dead', [
      `FROM ${stack.project}:good`,
      'ENTRYPOINT ["/app/devussy-web", "nonsense"]',
    ])
    const { code, error } = await refused(['--image', tag])
    expect(code).toBe(1)
    expect(error).toContain('ended instead of getting ready')
    expect(error).toContain('version good (blue) serves as before')
  })

  test('its program is not there', async () => {
    const tag = await image('hollow', [`FROM ${stack.project}:good`, 'ENTRYPOINT ["/app/nothing"]'])
    const { code, error } = await refused(['--image', tag])
    expect(code).not.toBe(0)
    expect(error).toMatch(/no such file|not found/)
  })

  test('it starts but never gets ready', async () => {
    const tag = await image('sleepy', pretender('check-*) exit 0;; health) exit 1;; *) exec sleep 600;;'))
    const { code, error } = await refused(['--image', tag, '--timeout', '4'])
    expect(code).toBe(1)
    expect(error).toContain('did not get ready within 4 s')
  })

  test('it is ready, but a stream does not come to its end', async () => {
    const tag = await image('cut', [`FROM ${stack.project}:good`, 'ENV MAX_DOCUMENT_CHARS=1000'])
    const { code, error } = await refused(['--image', tag])
    expect(code).toBe(1)
    expect(error).toContain('smoke test failed')
  })

  test('it cannot take over the data', async () => {
    const tag = await image(
      'stranger',
      pretender('check-migration) echo the column is not there; exit 1;; *) exit 0;;'),
    )
    const { code, error } = await refused(['--image', tag])
    expect(code).toBe(1)
    expect(error).toContain('the column is not there')
    expect(error).toContain('cannot take over the data')
  })

  test('it needs more memory than it may have', async () => {
    const { code, error } = await refused(['--image', `${stack.project}:good`], { MEMORY_LIMIT: '16m' })
    expect(error).toContain('out of memory (MEMORY_LIMIT is 16m)')
    expect(code).toBe(1)
  })

  test('there is no such image', async () => {
    const { code, error } = await refused(['--image', `${stack.project}:nowhere`])
    expect(code).toBe(5)
    expect(error).toContain(`There is no image ${stack.project}:nowhere`)
  })

  test('it is no image of ours', async () => {
    const { code, error } = await refused(['--image', 'nginx:1.30'])
    expect(code).toBe(5)
    expect(error).toContain('is no image of devussy-web')
  })

  test('the archive is cut', async () => {
    const path = join(stack.dir, 'half.tar')
    writeFileSync(path, 'no archive at all')
    const { code, error } = await refused(['--tar', path])
    expect(code).toBe(5)
    expect(error).toContain('is no whole image')
  })

  test('the disk is full', async () => {
    const { code, error } = await refused([], { DEPLOY_MIN_FREE_MB: '999999999' })
    expect(code).toBe(3)
    expect(error).toContain('999999999 MB are wanted')
  })

  test('the build runs out of space', async () => {
    const whole = readFileSync(file('Dockerfile'), 'utf8')
    writeFileSync(
      file('Dockerfile'),
      'FROM nginx:1.30\nRUN echo "write /out: no space left on device" >&2; exit 1\n',
    )
    const { code, error } = await refused([], { VERSION: 'bloated' })
    writeFileSync(file('Dockerfile'), whole)
    expect(code).toBe(5)
    expect(error).toContain('The disk is full')
  })

  test('nginx would not take its new templates', async () => {
    const path = file('deploy/nginx/locations.conf')
    const whole = readFileSync(path, 'utf8')
    appendFileSync(path, '\nno_such_directive on;\n')
    const { code, error } = await refused(['--image', `${stack.project}:good`])
    writeFileSync(path, whole)
    expect(code).toBe(4)
    expect(error).toContain('no_such_directive')
  })
})

describe('settings that are wrong', () => {
  const withLine = async (line: string): Promise<Told> => {
    const whole = readFileSync(file('.env'), 'utf8')
    appendFileSync(file('.env'), line)
    const told = await refused(['--image', `${stack.project}:good`])
    writeFileSync(file('.env'), whole)
    return told
  }

  test('Windows line ends', async () => {
    const { code, error } = await stack.run([
      'sh',
      '-c',
      "sed -i 's/$/\\r/' .env && ./scripts/deploy-vps.sh; c=$?; sed -i 's/\\r$//' .env; exit $c",
    ])
    expect(code).toBe(4)
    expect(error).toContain('Windows line ends')
  })

  test('a name that is nearly right', async () => {
    const { code, error } = await withLine('PUBLC_URL=https://plans.example.org\n')
    expect(code).toBe(4)
    expect(error).toContain('did you mean PUBLIC_URL')
  })

  test('a value that is not allowed, and no secret is shown', async () => {
    const { code, error, out } = await withLine(
      'UI_PASSWORD=canary-5c1f\nSTREAMING_PROXY_KEY=short\nMODEL_RETRIES=many\n',
    )
    expect(code).toBe(4)
    expect(error).toContain('MODEL_RETRIES')
    expect(error + out).not.toContain('canary-5c1f')
  })

  test('a line that is none', async () => {
    const { code, error } = await withLine('this is "not a line\n')
    expect(code).toBe(4)
    expect(error).toMatch(/line \d+/)
  })

  test('what is wrong in the words of the call', async () => {
    const { code, error } = await run([file('scripts/deploy-vps.sh'), 'deplyo'])
    expect(code).toBe(2)
    expect(error).toContain('"deplyo"')
  })
})

test('a clone that deploys one project is not taken for another, and keeps what it has', async () => {
  const before = readFileSync(join(stack.site, '.deploy/compose.yml'), 'utf8')
  const { code, error } = await stack.script(['deploy', '--local'], { COMPOSE_PROJECT_NAME: 'another' })
  expect(code).toBe(3)
  expect(error).toContain(`This clone deploys the project ${stack.project}`)
  expect(readFileSync(join(stack.site, '.deploy/compose.yml'), 'utf8')).toBe(before)
})

test('--dry-run changes nothing at all, not even in a clone that never deployed', async () => {
  const { code, out } = await stack.script(['deploy', '--local', '--dry-run'], { VERSION: 'imagined' })
  expect(code).toBe(0)
  expect(out).toContain('imagined')
  expect(await lookAround()).toEqual(good)
  const fresh = join(stack.dir, 'fresh')
  await demand(['git', 'clone', '-q', stack.site, fresh])
  const told = await run(['./scripts/deploy-vps.sh', '--dry-run'], {
    cwd: fresh,
    env: { COMPOSE_PROJECT_NAME: `${stack.project}-none` },
  })
  expect(told.error).toBe('')
  expect(told.code).toBe(0)
  expect(existsSync(join(fresh, '.deploy'))).toBe(false)
  expect(existsSync(join(fresh, '.env'))).toBe(false)
})
