import { freePort } from '../../support/nginx.ts'
import { docker, type Told } from '../engine.ts'
import { Stack } from '../stack.ts'
import { type Answer, ask, greet } from './visitor.ts'

/** A stack with docker-compose.prod.yml on top, and the certificate's script. */
export class TlsSite {
  readonly httpsPort = freePort()
  /** Of the authority whose certificate is shown; who asks believes nobody else. */
  root = ''

  private constructor(
    readonly stack: Stack,
    readonly names: string[],
  ) {}

  static async clone(name: string, names: string[], settings: Record<string, string>): Promise<TlsSite> {
    const site = new TlsSite(await Stack.clone(name), names)
    site.stack.set({
      COMPOSE_FILE: 'docker-compose.yml:docker-compose.prod.yml',
      DOMAIN: names.join(','),
      // Whatever the machine has of it.
      CERTBOT_VERSION: 'latest',
      BIND_ADDRESS: '127.0.0.1',
      HTTPS_PORT: `${site.httpsPort}`,
      ...settings,
    })
    return site
  }

  get nginx(): string {
    return `${this.stack.project}-nginx-1`
  }

  get name(): string {
    return this.names[0] ?? ''
  }

  cert(words: string, env: Record<string, string> = {}): Promise<Told> {
    return this.stack.run(['./scripts/cert.sh', ...words.split(' ')], { env, timeout: 120_000 })
  }

  /** What is known about the certificate that is in use. */
  async status(): Promise<string> {
    const { code, out, error } = await this.cert('status')
    if (code !== 0) throw new Error(error)
    return out
  }

  get where(): { port: number; root: string } {
    return { port: this.httpsPort, root: this.root }
  }

  readonly ask = (
    path: string,
    init: Parameters<typeof ask>[3] = {},
    name = this.name,
    onText?: (piece: string) => void,
  ): Promise<Answer> => ask(this.where, name, path, init, onText)

  greet(name: string | null = this.name): ReturnType<typeof greet> {
    return greet(this.where, name)
  }

  async fingerprint(): Promise<string> {
    return (await this.greet()).certificate.fingerprint256
  }

  /** By http, for a host. */
  plain(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.stack.visitor({ host: this.name, ...headers }).fetch(path)
  }

  inside(...command: string[]): Promise<string> {
    return docker('exec', this.nginx, ...command)
  }

  /** Another folder at each configuration that nginx has taken. */
  configuration(): Promise<string> {
    return this.inside('readlink', '/tmp/nginx/now')
  }
}
