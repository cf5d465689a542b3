import { describe, expect, test } from 'bun:test'
import { callerOf } from '../../src/routes/proxy.ts'
import { ownNetworks, TrustedProxies } from '../../src/routes/trusted-proxies.ts'
import { readSettings } from '../../src/settings.ts'

const settings = readSettings({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' })
const ask = (peer: string, headers: Record<string, string>, using = settings) =>
  callerOf(new Request('http://localhost/', { headers }), peer, using)

describe('what a proxy says of its client', () => {
  test('counts from a trusted address, IPv4 on a socket of both kinds included', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }
    for (const peer of ['10.1.2.3', '::ffff:10.1.2.3', '::1'])
      expect(ask(peer, headers)).toEqual({ address: '203.0.113.7', secure: true })
  })

  test('is not believed from anybody else', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }
    expect(ask('192.0.2.1', headers)).toEqual({ address: '192.0.2.1', secure: false })
  })

  test('of a list only the last address that is no trusted proxy counts: the rest can be made up', () => {
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.9.9.9' }
    expect(ask('10.1.2.3', headers).address).toBe('203.0.113.7')
    expect(ask('10.1.2.3', { 'x-forwarded-for': 'nonsense, ' }).address).toBe('10.1.2.3')
  })

  test.each([
    ['https', true],
    ['HTTPS', true],
    ['https, http', true],
    ['http, https', false],
    ['http', false],
  ])('the browser speaks TLS where the first of the schemes says so (%s)', (scheme, secure) => {
    expect(ask('10.1.2.3', { 'x-forwarded-proto': scheme }).secure).toBe(secure)
  })

  test('with an https address of its own everything is secure', () => {
    const own = readSettings({ PUBLIC_URL: 'https://plan.example' })
    expect(ask('192.0.2.1', {}, own).secure).toBe(true)
  })
})

describe('the word same-network', () => {
  const here = ['172.18.0.3/16', 'fd00:7::3/64', 'fe80::42:1/64']

  test('stands for the networks that this machine is in, of both kinds, and for no other', () => {
    const proxies = new TrustedProxies(['same-network', '192.0.2.7'], () => here)
    for (const peer of ['172.18.0.2', '172.18.255.1', 'fd00:7::9', 'fe80::1%eth0', '192.0.2.7'])
      expect([peer, proxies.isPeer(peer)]).toEqual([peer, true])
    for (const peer of ['172.19.0.2', '127.0.0.1', '::1', 'fd00:8::9', '192.0.2.8', 'nonsense', ''])
      expect([peer, proxies.isPeer(peer)]).toEqual([peer, false])
  })

  test('means nobody where it is not given', () => {
    expect(new TrustedProxies([], () => here).isPeer('172.18.0.2')).toBe(false)
  })

  test('follows the machine into a new network, with one look a second however many strangers come', () => {
    let [now, looks] = [0, 0]
    const networks = ['172.18.0.3/16']
    const look = () => {
      looks += 1
      return [...networks]
    }
    const proxies = new TrustedProxies(['same-network'], look, () => now)
    networks.push('172.30.0.3/16')
    for (let stranger = 0; stranger < 100; stranger += 1) expect(proxies.isPeer('172.30.0.2')).toBe(false)
    now = 1000
    expect(proxies.isPeer('172.30.0.2')).toBe(true)
    for (let stranger = 0; stranger < 100; stranger += 1) expect(proxies.isPeer('203.0.113.9')).toBe(false)
    expect(looks).toBe(2)
  })

  test('reads the interfaces of this machine, without its loopback', () => {
    expect(ownNetworks().filter((network) => /^(127\.|::1\/)/.test(network))).toEqual([])
    const own = readSettings({ TRUSTED_PROXIES: 'same-network' })
    for (const peer of ownNetworks().map((network) => network.split('/')[0] ?? ''))
      expect(ask(peer, { 'x-forwarded-for': '203.0.113.7' }, own).address).toBe('203.0.113.7')
    expect(ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }, own).address).toBe('127.0.0.1')
  })
})
