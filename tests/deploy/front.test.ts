import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'

const read = (name: string) => readFileSync(join(import.meta.dir, '../..', name), 'utf8')

interface Service {
  ports?: string[]
  environment?: Record<string, string>
  networks?: { default: { ipv4_address: string } }
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
}

const compose = Bun.YAML.parse(read('docker-compose.yml')) as {
  services: Record<'app' | 'nginx', Service>
  networks: { default: { ipam: { config: [{ subnet: string; ip_range: string }] } } }
}

/** nginx.conf without its comments. */
const conf = read('nginx.conf').replace(/^\s*#.*$/gm, '')

/** What the location block says that nginx would choose for a path: an exact one, else the first regular expression. */
function locationOf(path: string): string {
  const blocks = [...conf.matchAll(/location (=|~|) ?(\S+) \{([^{}]*)\}/g)]
  const exact = blocks.find(([, kind, pattern]) => kind === '=' && pattern === path)
  const chosen =
    exact ?? blocks.find(([, kind, pattern = '']) => kind === '~' && new RegExp(pattern).test(path))
  return chosen?.[3] ?? ''
}

function includes(network: string, address: string): boolean {
  const list = new BlockList()
  const [start = '', bits] = network.split('/')
  list.addSubnet(start, Number(bits))
  return list.check(address)
}

describe('nginx', () => {
  const streams = ['/api/design/stream', '/api/runs/0abc/events', '/runs/0abc/view']
  test.each(streams)('lets every byte of %s through as it comes', (path) => {
    expect(locationOf(path)).toContain('proxy_buffering off;')
    expect(locationOf(path)).toContain('gzip off;')
    expect(locationOf(path)).toContain('proxy_read_timeout 1h;')
  })

  test('waits for a whole document as long as for a stream', () => {
    expect(locationOf('/api/design')).toContain('proxy_read_timeout 1h;')
  })

  test('adds no key and no rights to a request', () => {
    const set = [...conf.matchAll(/proxy_set_header (\S+)/g)].map((match) => match[1])
    expect(set.sort()).toEqual([
      'Connection',
      'Forwarded',
      'Host',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'X-Real-IP',
      'X-Request-Id',
    ])
  })

  test('passes on nothing that a client claims about its own address', () => {
    expect(conf).toContain('proxy_set_header X-Forwarded-For $remote_addr;')
    expect(conf).not.toContain('$proxy_add_x_forwarded_for')
  })

  test('compresses named types alone, and no event stream', () => {
    const types = /gzip_types ([^;]+);/.exec(conf)?.[1] ?? '*'
    expect(types).not.toMatch(/\*|event-stream/)
  })
})

describe('docker-compose.yml', () => {
  const { app, nginx } = compose.services

  test('opens one port, to this machine alone, and none past nginx', () => {
    expect(app.ports).toBeUndefined()
    expect(nginx.ports).toEqual(['127.0.0.1:8080:8080'])
  })

  test('has the server believe nginx, whose address Docker gives to nobody else', () => {
    const address = nginx.networks?.default.ipv4_address ?? ''
    const [{ subnet, ip_range }] = compose.networks.default.ipam.config
    expect(app.environment?.TRUSTED_PROXIES).toBe(address)
    expect(includes(subnet, address)).toBe(true)
    expect(includes(ip_range, address)).toBe(false)
  })

  test.each(['app', 'nginx'] as const)('takes every right from %s that it does not need', (name) => {
    const { read_only, cap_drop, security_opt } = compose.services[name]
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })
})

test('the image takes in what it is built from, and no file of a person', () => {
  const [first, ...rest] = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(first).toBe('*')
  expect(rest.filter((line) => /env|data|secret|\*/.test(line) || !line.startsWith('!'))).toEqual([])
})
