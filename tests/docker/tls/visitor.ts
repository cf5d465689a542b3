import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { connect, type DetailedPeerCertificate } from 'node:tls'

export interface Answer {
  status: number
  headers: Headers
  body: string
}

interface Where {
  port: number
  /** Whom to believe, as PEM. */
  root: string
}

const PATIENCE_MS = 20_000

/** Asks by HTTPS for a name that only the tests know; nothing is followed, nothing asked twice. Throws where the chain is not good. */
export function ask(
  { port, root }: Where,
  name: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  onText: (piece: string) => void = () => {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port, path, method, servername: name, ca: root, agent: false },
        headers: { host: name, ...headers },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          text += piece
          onText(piece)
        })
        answer.on('error', reject)
        answer.on('aborted', () => reject(new Error(`${path} was cut`)))
        answer.on('end', () => {
          const all = new Headers()
          for (let at = 0; at < answer.rawHeaders.length; at += 2)
            all.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
          resolve({ status: answer.statusCode ?? 0, headers: all, body: text })
        })
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** The certificate that is shown for a name (null: for none), and the protocol agreed on. Throws where there is none, or no good one. */
export function greet(
  { port, root }: Where,
  name: string | null,
): Promise<{ certificate: DetailedPeerCertificate; protocol: string | false }> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      {
        ...{ host: '127.0.0.1', port, ca: root, ALPNProtocols: ['h2', 'http/1.1'] },
        ...(name === null ? {} : { servername: name }),
        timeout: PATIENCE_MS,
      },
      () => {
        resolve({ certificate: socket.getPeerCertificate(true), protocol: socket.alpnProtocol ?? false })
        socket.end()
      },
    )
    socket.on('error', reject)
    socket.on('timeout', () => reject(new Error('nobody answered')))
  })
}

/** One HTTP/2 connection. */
export class Http2 {
  private readonly session: ClientHttp2Session

  constructor(
    { port, root }: Where,
    private readonly name: string,
  ) {
    this.session = connectHttp2(`https://127.0.0.1:${port}`, { ca: root, servername: name })
    // Its streams tell.
    this.session.on('error', () => {})
  }

  /** Resolves at the stream's good end; rejects where it was cut. */
  ask(
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string },
    onText: (piece: string) => void = () => {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stream = this.session.request({
        ':method': method,
        ':path': path,
        ':authority': this.name,
        ...headers,
      })
      let text = ''
      let status = 0
      const all = new Headers()
      stream.setEncoding('utf8')
      stream.on('response', (answered) => {
        status = Number(answered[':status'])
        for (const [name, value] of Object.entries(answered))
          if (!name.startsWith(':')) all.append(name, String(value))
      })
      stream.on('data', (piece: string) => {
        text += piece
        onText(piece)
      })
      let ended = false
      stream.on('end', () => {
        ended = true
      })
      stream.on('error', reject)
      stream.on('close', () => {
        if (ended && stream.rstCode === 0) resolve({ status, headers: all, body: text })
        else reject(new Error(`${path} was cut (${stream.rstCode})`))
      })
      stream.end(body)
    })
  }

  close(): void {
    this.session.close()
  }
}
