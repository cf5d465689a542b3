import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { BRIEF, KEY, startApp } from '../support/app.ts'
import { hasProxy, OWN_PROXIES, startOwnProxy } from '../support/own-proxies.ts'

// The first time a program may have to be installed.
setDefaultTimeout(180_000)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

describe.each(OWN_PROXIES.map((proxy) => [proxy.name, proxy] as const))('%s as documented', (_, proxy) => {
  const here = hasProxy(proxy)
  if (!here) console.warn(`${proxy.program} is not there (Debian: apt-get install ${proxy.package}): skipped`)

  test.skipIf(!here)('carries a stream word by word, and heartbeats while the model is silent', async () => {
    const app = await startApp({
      HEARTBEAT: '1s',
      TRUSTED_PROXIES: '127.0.0.1',
      PUBLIC_URL: 'https://plans.example.org',
    })
    ends.push(() => app.stop())
    const front = await startOwnProxy(proxy, app.listen())
    ends.push(front.stop)
    const gate = Promise.withResolvers<void>()
    ends.push(() => gate.resolve())
    app.model.next({ deltas: ['First. ', gate.promise, 'Second.'] })
    const response = await fetch(`${front.address}/api/design/stream`, {
      method: 'POST',
      // As a browser asks: what could be compressed would be.
      headers: {
        'x-streaming-proxy-key': KEY,
        'content-type': 'application/json',
        'accept-encoding': 'gzip, br',
      },
      body: JSON.stringify(BRIEF),
    })
    expect(response.headers.get('content-encoding')).toBeNull()
    let text = ''
    const decoder = new TextDecoder()
    // Nothing but what the proxy lets through now can bring these two: the model waits at the gate.
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true })
      if (text.includes('First. ') && /^:/m.test(text)) gate.resolve()
    }
    expect(text).toContain('First. ')
    expect(text).toContain('Second.')
    expect(text).toContain('event: done')
  })

  test.skipIf(!here)('says who the client is and that it came by TLS, whatever the client says', async () => {
    const seen: Headers[] = []
    const echo = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request) {
        seen.push(request.headers)
        return new Response('here')
      },
    })
    ends.push(() => echo.stop(true))
    const front = await startOwnProxy(proxy, `http://127.0.0.1:${echo.port}`)
    ends.push(front.stop)
    const answer = await fetch(`${front.address}/`, {
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'gopher' },
    })
    expect(await answer.text()).toBe('here')
    const headers = seen.at(-1)
    // The last of the list is whom the proxy itself has seen, and that one counts.
    expect(headers?.get('x-forwarded-for')).toMatch(/(^|, )127\.0\.0\.1$/)
    expect(headers?.get('x-forwarded-proto')).toMatch(/^https?$/)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  test.skipIf(!here)(
    'lets the server know, at the latest by a heartbeat, that a reader has gone',
    async () => {
      const left = Promise.withResolvers<string>()
      const server = Bun.serve({
        port: 0,
        hostname: '127.0.0.1',
        idleTimeout: 0,
        fetch(request) {
          if (new URL(request.url).pathname === '/livez') return new Response('here')
          request.signal.addEventListener('abort', () => left.resolve('gone'))
          const body = new ReadableStream<Uint8Array>({
            async pull(controller) {
              await Bun.sleep(50)
              controller.enqueue(new TextEncoder().encode(':\n\n'))
            },
          })
          return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
        },
      })
      ends.push(() => server.stop(true))
      const front = await startOwnProxy(proxy, `http://127.0.0.1:${server.port}`)
      ends.push(front.stop)
      const reading = new AbortController()
      const response = await fetch(`${front.address}/api/runs/x/events`, { signal: reading.signal })
      const reader = response.body?.getReader()
      await reader?.read()
      reading.abort()
      expect(await left.promise).toBe('gone')
    },
  )
})
