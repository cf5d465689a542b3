import type { Server } from 'bun'

/** What is listened with: the app, which makes a new server each time. */
export interface Listening {
  listen(options: { hostname: string; port: number; reusePort: boolean; idleTimeout: number }): unknown
  readonly server: Server<unknown> | null
}

/** Seconds after which a connection that carries nothing is closed. */
const IDLE_SECONDS = 60

/**
 * The port, which can be closed and opened again while what came in before goes on: new connections are refused, idle
 * ones are closed, and requests and streams in flight run to their end.
 */
export class Listener {
  private readonly servers = new Set<Server<unknown>>()
  private current: Server<unknown> | undefined
  private port: number

  constructor(
    private readonly app: Listening,
    private readonly hostname: string,
    port: number,
  ) {
    this.port = port
  }

  get isOpen(): boolean {
    return this.current !== undefined
  }

  /** The port that was asked for, or the free one that was taken instead of 0. */
  get number(): number {
    return this.port
  }

  /** Requests in flight, streams among them, until their last byte has been handed to the system. */
  get pending(): number {
    return [...this.servers].reduce((sum, server) => sum + server.pendingRequests, 0)
  }

  /** Throws what the system says, such as EADDRINUSE. */
  open(): void {
    if (this.current) return
    // Without reusePort a port that is taken is an error, and not a silent half of the requests.
    this.app.listen({
      hostname: this.hostname,
      port: this.port,
      reusePort: false,
      idleTimeout: IDLE_SECONDS,
    })
    const { server } = this.app
    if (!server) throw new Error('nothing listens')
    this.servers.add(server)
    this.current = server
    this.port = server.port ?? this.port
  }

  /** Refuses new connections; what is in flight goes on. */
  close(): void {
    const server = this.current
    this.current = undefined
    void server?.stop().then(() => this.servers.delete(server))
  }

  /** Closes, and resolves when nothing is in flight any more; what still is after `lastMs` is cut. */
  async end(lastMs: number): Promise<void> {
    const cut = setTimeout(() => {
      for (const server of this.servers) void server.stop(true)
    }, lastMs)
    await Promise.all([...this.servers].map((server) => server.stop()))
    clearTimeout(cut)
  }
}
