import type { Socket } from 'bun'

interface Side {
  peer?: Socket<Side>
  unsent: Buffer[]
}

export interface Front {
  readonly url: string
  /** From now on new connections go to that server; those that are there stay where they are. */
  turnTo(address: string): void
  stop(): void
}

/** What stands in front of servers that take turns: a proxy of connections, each given to the server of the moment. */
export function startFront(): Front {
  let target: URL | undefined

  const send = (to: Socket<Side>, bytes: Buffer) => {
    const { unsent } = to.data
    unsent.push(Buffer.from(bytes))
    if (unsent.length === 1) flush(to)
  }
  const flush = (to: Socket<Side>) => {
    const { unsent } = to.data
    for (let bytes = unsent[0]; bytes; bytes = unsent[0]) {
      const written = Math.max(0, to.write(bytes))
      if (written < bytes.length) {
        unsent[0] = bytes.subarray(written)
        return
      }
      unsent.shift()
    }
  }

  const listener = Bun.listen<Side>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(client) {
        client.data = { unsent: [] }
        if (!target) return void client.terminate()
        const early: Buffer[] = client.data.unsent
        void Bun.connect<Side>({
          hostname: target.hostname,
          port: Number(target.port),
          socket: {
            open(server) {
              server.data = { peer: client, unsent: early }
              client.data = { peer: server, unsent: [] }
              flush(server)
            },
            data: (server, bytes) => server.data.peer && send(server.data.peer, bytes),
            drain: flush,
            close: (server) => void server.data.peer?.end(),
            error() {},
          },
        }).catch(() => client.terminate())
      },
      data(client, bytes) {
        if (client.data.peer) send(client.data.peer, bytes)
        else client.data.unsent.push(Buffer.from(bytes))
      },
      drain: flush,
      close: (client) => void client.data.peer?.end(),
      error() {},
    },
  })

  return {
    url: `http://127.0.0.1:${listener.port}`,
    turnTo(address) {
      target = new URL(address)
    },
    stop: () => listener.stop(true),
  }
}
