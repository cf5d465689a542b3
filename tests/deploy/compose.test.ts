import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { readSettings } from '../../src/settings.ts'

const read = (name: string) => readFileSync(join(import.meta.dir, '../..', name), 'utf8')

interface Service {
  build?: object
  image: string
  scale?: string
  ports?: string[]
  environment: Record<string, string>
  networks?: unknown
  volumes: string[]
  secrets?: string[]
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  mem_limit?: string
  cpus?: string
  pids_limit?: number
  restart?: string
  stop_grace_period?: string
  logging?: { options: Record<string, string> }
}

const compose = Bun.YAML.parse(read('docker-compose.yml')) as {
  services: Record<'blue' | 'green' | 'nginx', Service>
  secrets: Record<string, { file: string }>
}
const { blue, green, nginx } = compose.services
const names = ['blue', 'green', 'nginx'] as const

describe('docker-compose.yml', () => {
  test('opens one port, to this machine alone, and none past nginx', () => {
    expect([blue.ports, green.ports]).toEqual([undefined, undefined])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own
    expect(nginx.ports).toEqual(['127.0.0.1:${HTTP_PORT:-8080}:8080'])
  })

  test('runs both colours the same, from one image that is built once', () => {
    const { build, scale, environment, ...same } = blue
    const {
      pull_policy,
      scale: other,
      environment: greens,
      ...sameOfGreen
    } = green as Service & {
      pull_policy: string
    }
    expect(sameOfGreen).toEqual(same)
    expect(environment).toEqual({ ...greens, COLOUR: 'blue' })
    expect(build).toBeDefined()
    expect(pull_policy).toBe('never')
    expect([scale, other].map((it) => it?.slice(-2))).toEqual(['1}', '0}'])
  })

  test.each(names)('takes every right from %s that it does not need', (name) => {
    const { read_only, cap_drop, security_opt } = compose.services[name]
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })

  test.each(names)('holds %s within limits, and its log within a size', (name) => {
    const { mem_limit, cpus, pids_limit, logging, restart } = compose.services[name]
    for (const limit of [mem_limit, cpus, pids_limit, logging?.options['max-size'], restart]) {
      expect(limit).toBeTruthy()
    }
  })

  test('waits longer for a server to end than the server waits for its runs', () => {
    const minutes = Number(/(\d+)m/.exec(blue.stop_grace_period ?? '')?.[1])
    expect(minutes * 60_000).toBeGreaterThan(readSettings({}).DRAIN_TIMEOUT)
  })

  test('hands each secret over as a file that is named like its setting', () => {
    expect(blue.secrets).toEqual(Object.keys(compose.secrets))
    for (const name of Object.keys(compose.secrets)) {
      const setting = `${name.toUpperCase()}_FILE`
      expect(blue.environment[setting]).toBe(`/run/secrets/${name}`)
      expect(compose.secrets[name]?.file).toBe(`\${${setting}:-/dev/null}`)
    }
  })

  test('lets the servers look at which colour is live, and not change it', () => {
    expect(blue.volumes).toContain('live:/live:ro')
    expect(nginx.volumes).toContain('live:/live')
  })

  test('asks for no network of its own, whose addresses could be taken', () => {
    expect(compose).not.toHaveProperty('networks')
  })
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  test('takes in what it is built from, and no file of a person', () => {
    const [first, ...rest] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(first).toBe('*')
    expect(rest.filter((line) => /env|data|secret|\*/.test(line) || !line.startsWith('!'))).toEqual([])
  })

  test('has the version of package.json where it is built without another one', () => {
    const versions = [...dockerfile.matchAll(/VERSION(?:=|:-)(\d+\.\d+\.\d+)/g)].map(([, version]) => version)
    expect(versions.length).toBeGreaterThan(0)
    expect(new Set(versions)).toEqual(new Set([manifest.version]))
  })

  test('stands on images of a named version', () => {
    const bases = [...dockerfile.matchAll(/^(?:FROM (?:--\S+ )?|ARG BUN=)([^$\s-]\S*)/gm)].map(
      ([, base]) => base,
    )
    expect(bases.filter((base) => !/:.*\w/.test(base ?? '') || base?.endsWith(':latest'))).toEqual([])
    expect(bases.length).toBeGreaterThan(1)
    expect(nginx.image).toMatch(/^nginx:\d+\.\d+$/)
  })
})
