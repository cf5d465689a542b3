import type { Socket } from 'bun'

interface Side {
  peer?: Socket<Side>
  /** What the server sent of a stream that is held back. */
  held?: Buffer[]
  early: Buffer[]
}

export interface RoughProxy {
  readonly url: string
  /** Breaks every connection, and each new one, until it is up again. */
  down(): void
  up(): void
  /** From now on lets through the headers of run streams, and nothing of their bodies. */
  holdBack(): void
  /** Streams that were held back: all so far, and those whose reader still waits. */
  readonly streams: { seen: number; open: number }
  /** Sends what was held back, all at once, and holds back no more. */
  flush(): void
  stop(): void
}

/** What may stand between a browser and the server: a network that goes away, a proxy that buffers. */
export function startRoughProxy(target: string): RoughProxy {
  const { hostname, port } = new URL(target)
  const clients = new Set<Socket<Side>>()
  let isDown = false
  let holding = false
  let seen = 0

  const toClient = (client: Socket<Side>, bytes: Buffer) => {
    const { held } = client.data
    if (!held) return void client.write(bytes)
    const body = bytes.indexOf('\r\n\r\n')
    const head = held.length === 0 && body >= 0 ? body + 4 : 0
    client.write(bytes.subarray(0, head))
    held.push(Buffer.from(bytes.subarray(head)))
  }

  const listener = Bun.listen<Side>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(client) {
        client.data = { early: [] }
        if (isDown) return void client.terminate()
        clients.add(client)
        void Bun.connect<Side>({
          hostname,
          port: Number(port),
          socket: {
            open(server) {
              server.data = { peer: client, early: [] }
              client.data.peer = server
              for (const bytes of client.data.early.splice(0)) server.write(bytes)
            },
            data: (server, bytes) => server.data.peer && toClient(server.data.peer, bytes),
            close: (server) => void server.data.peer?.end(),
            error() {},
          },
        })
      },
      data(client, bytes) {
        const copy = Buffer.from(bytes)
        if (holding && /^GET \/runs\/\w+\/view/.test(copy.toString('latin1'))) {
          client.data.held = []
          seen += 1
        }
        if (client.data.peer) client.data.peer.write(copy)
        else client.data.early.push(copy)
      },
      close(client) {
        clients.delete(client)
        client.data.peer?.end()
      },
      error() {},
    },
  })

  return {
    url: `http://127.0.0.1:${listener.port}`,
    down() {
      isDown = true
      for (const client of clients) client.terminate()
    },
    up() {
      isDown = false
    },
    holdBack() {
      holding = true
    },
    get streams() {
      return { seen, open: [...clients].filter(({ data }) => data.held).length }
    },
    flush() {
      holding = false
      for (const client of clients) {
        const { held = [] } = client.data
        client.data.held = undefined
        for (const bytes of held) client.write(bytes)
      }
    },
    stop: () => listener.stop(true),
  }
}
