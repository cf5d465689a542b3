import { describe, expect, test } from 'bun:test'
import { callerOf } from '../../src/routes/proxy.ts'
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
