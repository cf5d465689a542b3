import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface Service {
  image: string
  profiles?: string[]
  ports?: string[]
  volumes?: string[]
  networks?: string[]
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
}

const compose = Bun.YAML.parse(read('docker-compose.logs.yml')) as {
  services: Record<string, Service>
  networks: Record<string, { internal?: boolean } | null>
}
const services = Object.entries(compose.services)

/** What a pattern for the lines of an Alloy file makes of it: `{` and `}` in texts do not count. */
const withoutTexts = (text: string) =>
  text.replace(/\/\/.*$/gm, '').replace(/`[^`]*`|"(?:\\.|[^"\\])*"/g, '""')

/** Names of the components of some Alloy files, as others refer to them. */
const componentsOf = (...files: string[]) =>
  files.flatMap((file) =>
    [...read(`deploy/logs/${file}`).matchAll(/^([a-z][\w.]*) "(\w+)" \{$/gm)].map(
      (it) => `${it[1]}.${it[2]}`,
    ),
  )

describe('docker-compose.logs.yml', () => {
  test('starts nothing that was not asked for', () => {
    expect(services.filter(([, { profiles = [] }]) => profiles.length === 0)).toEqual([])
  })

  test('takes every right from its services, opens no port and pins each image', () => {
    for (const [name, service] of services) {
      const { read_only, cap_drop, security_opt, ports } = service
      expect({ name, read_only, cap_drop, security_opt, ports }).toEqual({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        ports: undefined,
      })
      expect(service.image).toMatch(/:v?\d+\.\d+/)
    }
  })

  test('gives Docker’s socket to one service, whose network leads nowhere', () => {
    const holders = services.filter(([, { volumes }]) => volumes?.some((it) => it.includes('docker.sock')))
    expect(holders.map(([name, { networks }]) => [name, networks])).toEqual([['log-reader', ['logs']]])
    expect(compose.networks.logs?.internal).toBe(true)
  })

  test('leaves the servers and nginx alone: what they log does not go through it', () => {
    expect(services.map(([name]) => name)).toEqual(['log-reader', 'alloy', 'alloy-syslog'])
  })

  test('mounts files that are there', () => {
    const paths = services.flatMap(([, { volumes = [] }]) => volumes).map((it) => it.split(':')[0] ?? '')
    const own = paths.filter((path) => path.startsWith('./'))
    expect(own.length).toBeGreaterThan(3)
    expect(own.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('the files for Alloy', () => {
  const sets: [string, string[]][] = [
    ['loki', ['alloy.alloy', 'to-loki.alloy']],
    ['syslog', ['alloy.alloy', 'to-syslog.alloy']],
  ]

  test.each(sets)('refer to %s only by what is defined, each once', (_, files) => {
    const defined = componentsOf(...files)
    expect(new Set(defined).size).toBe(defined.length)
    const text = files.map((file) => withoutTexts(read(`deploy/logs/${file}`))).join('\n')
    const used = [
      ...text.matchAll(/\b((?:loki|discovery|otelcol)\.[\w.]+)\.(?:receiver|targets|output|input)\b/g),
    ]
    const unknown = used.map((it) => it[1] ?? '').filter((name) => !defined.includes(name))
    expect(used.length).toBeGreaterThan(3)
    expect(unknown).toEqual([])
  })

  test.each(['alloy.alloy', 'to-loki.alloy', 'to-syslog.alloy'])('%s closes every bracket', (file) => {
    const open: string[] = []
    const pairs: Record<string, string> = { '}': '{', ']': '[', ')': '(' }
    for (const [sign] of withoutTexts(read(`deploy/logs/${file}`)).matchAll(/[{}[\]()]/g)) {
      if (sign in pairs) expect(open.pop()).toBe(pairs[sign])
      else open.push(sign)
    }
    expect(open).toEqual([])
  })

  test('make labels of a handful of values alone, so that no text of anybody becomes one', () => {
    const text = read('deploy/logs/alloy.alloy')
    expect(/stage\.label_keep \{\s+values = (\[.*\])/.exec(text)?.[1]).toBe('["job", "service", "level"]')
    expect(/stage\.labels \{\s+values = (\{.*\})/.exec(text)?.[1]).toBe('{"level" = ""}')
  })
})
