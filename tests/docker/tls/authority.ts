import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demand, docker, run } from '../engine.ts'

const PEBBLE = 'ghcr.io/letsencrypt/pebble'

interface PebbleOptions {
  /** Seconds that its certificates are good for. */
  validity?: number
  /** Where it looks for the proof of a name. */
  httpPort?: number
}

/**
 * Let's Encrypt's test servers in the network of a project, and a name service of the tests' own: a second network, in which nginx has
 * the site's names. What a name leads to is changed by `lead`.
 */
export class Authorities {
  /** For ACME_CA_FILE: who vouches for the authorities' own addresses. */
  readonly caFile: string
  private readonly dir = mkdtempSync(join(tmpdir(), 'devussy-authority-'))
  private readonly label: string
  private readonly names: string

  constructor(
    private readonly project: string,
    /** Where this machine is for containers. */
    private readonly host: string,
  ) {
    this.caFile = join(this.dir, 'ca.pem')
    this.label = `com.docker.compose.project=${project}-authority`
    this.names = `${project}-names`
  }

  async prepare(): Promise<void> {
    await this.makeCertificates()
    await docker('network', 'create', '--label', this.label, this.names)
  }

  /** Starts one; its directory is `https://NAME:14000/dir` from containers of the project. */
  async start(name: string, { validity = 7_776_000, httpPort = 8080 }: PebbleOptions = {}): Promise<string> {
    const pebble = {
      listenAddress: '0.0.0.0:14000',
      managementListenAddress: '0.0.0.0:15000',
      certificate: '/pebble/authority.pem',
      privateKey: '/pebble/authority.key',
      httpPort,
      tlsPort: 8443,
      ocspResponderURL: '',
      externalAccountBindingRequired: false,
      retryAfter: { authz: 1, order: 1 },
      keyAlgorithm: 'ecdsa',
      profiles: { default: { description: 'of the tests', validityPeriod: validity } },
    }
    writeFileSync(join(this.dir, `${name}.json`), JSON.stringify({ pebble }))
    const container = `${this.project}-${name}`
    await docker(
      ...['run', '-d', '--label', this.label, '--name', container],
      ...['--network', `${this.project}_default`, '--network-alias', name],
      ...['-e', 'PEBBLE_VA_NOSLEEP=1', '-v', `${this.dir}:/pebble:ro`],
      ...[PEBBLE, '-config', `/pebble/${name}.json`],
    )
    await docker('network', 'connect', this.names, container)
    return `https://${name}:14000/dir`
  }

  /** From now on the names lead to this container, and to no other. */
  async lead(container: string, ...names: string[]): Promise<void> {
    await run(['docker', 'network', 'disconnect', '-f', this.names, container])
    await docker('network', 'connect', ...names.flatMap((name) => ['--alias', name]), this.names, container)
  }

  container = (name: string): string => `${this.project}-${name}`
  get network(): string {
    return this.names
  }

  /** The root that vouches for what an authority has issued; each has a new one at each start. */
  root(nginx: string, name: string): Promise<string> {
    return docker('exec', nginx, 'curl', '-sk', '--retry', '5', `https://${name}:15000/roots/0`)
  }

  async stop(): Promise<void> {
    const { out } = await run(['docker', 'ps', '-aq', '--filter', `label=${this.label}`])
    const containers = out.split('\n').filter((id) => id !== '')
    if (containers.length > 0) await run(['docker', 'rm', '-fv', ...containers])
    // The site's nginx may still be in it.
    const inside = ['network', 'inspect', '--format', '{{range .Containers}}{{.Name}} {{end}}', this.names]
    const { out: names } = await run(['docker', ...inside])
    for (const name of names.split(/\s+/).filter((name) => name !== ''))
      await run(['docker', 'network', 'disconnect', '-f', this.names, name])
    await run(['docker', 'network', 'rm', this.names])
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Of a server that answers for an authority on this machine: its key and chain. */
  tls = () => ({
    cert: Bun.file(join(this.dir, 'authority.pem')),
    key: Bun.file(join(this.dir, 'authority.key')),
  })

  private async makeCertificates(): Promise<void> {
    const openssl = (...args: string[]) => demand(['openssl', ...args], { cwd: this.dir })
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    await openssl(
      ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2'],
      ...['-subj', '/CN=authority of the tests', '-addext', 'keyUsage=critical,keyCertSign'],
    )
    const names = ['pebble', 'brief', 'deaf', 'trial', 'host.docker.internal'].map((name) => `DNS:${name}`)
    writeFileSync(
      join(this.dir, 'extensions'),
      `subjectAltName=${names.join(',')},IP:${this.host}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\nauthorityKeyIdentifier=keyid\n`,
    )
    await openssl(
      'req',
      ...newKey,
      '-keyout',
      'authority.key',
      '-out',
      'request.pem',
      '-subj',
      '/CN=authority',
    )
    await openssl(
      ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '2', '-extfile', 'extensions', '-out', 'authority.pem'],
    )
    // Pebble may run as another user than the tests.
    await demand(['chmod', '-R', 'a+rX', this.dir])
  }
}

/**
 * An authority that has had enough of us. Pebble knows no limits, so this one speaks just enough of ACME (RFC 8555) to say no: a
 * directory, nonces, an account, and an answer of a kind to each order.
 */
export class WearyAuthority {
  private readonly server: ReturnType<typeof Bun.serve>

  constructor(tls: { cert: Blob; key: Blob }, host: string) {
    this.server = Bun.serve({
      hostname: host,
      port: 0,
      tls: tls as Bun.TLSOptions,
      fetch: (request) => this.answer(request),
    })
  }

  /** `limited` refuses orders for now, `broken` answers nothing but 503. */
  directory = (kind: 'limited' | 'broken'): string =>
    `https://host.docker.internal:${this.server.port}/${kind}/dir`

  stop = (): Promise<void> => this.server.stop(true)

  private answer(request: Request): Response {
    const { pathname, origin } = new URL(request.url)
    const nonce = {
      'replay-nonce': Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url'),
    }
    if (pathname.startsWith('/broken/')) return new Response('no', { status: 503 })
    switch (pathname) {
      case '/limited/dir':
        return Response.json({
          newNonce: `${origin}/limited/nonce`,
          newAccount: `${origin}/limited/account`,
          newOrder: `${origin}/limited/order`,
          revokeCert: `${origin}/limited/revoke`,
          keyChange: `${origin}/limited/key`,
        })
      case '/limited/account':
        return Response.json(
          { status: 'valid' },
          { status: 201, headers: { ...nonce, location: `${origin}/limited/account/1` } },
        )
      case '/limited/order':
        return new Response(
          JSON.stringify({
            type: 'urn:ietf:params:acme:error:rateLimited',
            detail:
              'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2031-01-01 00:00:00 UTC',
            status: 429,
          }),
          {
            status: 429,
            headers: { ...nonce, 'retry-after': '5400', 'content-type': 'application/problem+json' },
          },
        )
      default:
        return new Response(null, { headers: nonce })
    }
  }
}
