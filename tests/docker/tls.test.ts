import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { docker, engineAddress, run } from './engine.ts'
import { documentOf, Model } from './model.ts'
import { figure, isLong, KEY, PASSWORD } from './stack.ts'
import { Authorities, WearyAuthority } from './tls/authority.ts'
import { type Item, judge, scoreOf } from './tls/observatory.ts'
import { TlsSite } from './tls/site.ts'
import { Crowd } from './tls/streams.ts'
import { testssl } from './tls/testssl.ts'

/**
 * Certificates from Let's Encrypt's own test server by the real certbot. The tests follow a site's life: each begins with what the one
 * before has left.
 */
const PART = 'certificates'
const NAMES = ['plans.test', 'www.plans.test']
/** Seconds that a certificate of the brief authority is good for. */
const BRIEF = 12

let model: Model
let site: TlsSite
let authorities: Authorities
let weary: WearyAuthority
/** Directories of authorities. */
let good = ''
let brief = ''
let deaf = ''

beforeAll(async () => {
  const host = engineAddress()
  model = new Model(host)
  site = await TlsSite.clone('tls', NAMES, {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    STREAMING_PROXY_KEY: KEY,
    UI_PASSWORD: PASSWORD,
    MAX_RUNS: '50',
    MAX_RUNS_PER_CLIENT: '50',
    MAX_READERS_PER_CLIENT: '50',
  })
  authorities = new Authorities(site.stack.project, host)
  await authorities.prepare()
  await site.stack.compose('up', '-d', '--build', '--wait')
  ;[good, brief, deaf] = await Promise.all([
    authorities.start('pebble'),
    authorities.start('brief', { validity: BRIEF }),
    authorities.start('deaf', { httpPort: 9 }),
  ])
  weary = new WearyAuthority(authorities.tls(), host)
  site.stack.set({ ACME_SERVER: good, ACME_CA_FILE: authorities.caFile, ACME_EMAIL: 'ops@plans.test' })
}, 300_000)

afterAll(async () => {
  await weary?.stop()
  await authorities?.stop()
  await site?.stack.down()
  await model?.stop()
}, 120_000)

describe('before the first certificate', () => {
  test('port 80 says so, to people and to API clients, and when to come again', async () => {
    const page = await site.plain('/', { accept: 'text/html' })
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await page.text()).toContain('waits for its first certificate')
    const problem = await site.plain('/api/models')
    expect([problem.status, problem.headers.get('content-type')]).toEqual([503, 'application/problem+json'])
    expect(await problem.json()).toMatchObject({ status: 503, code: 'no_certificate' })
  })

  test('port 443 takes nobody, and a deploy still reaches each colour from within', async () => {
    expect(site.greet()).rejects.toThrow()
    expect(await site.inside('curl', '-s', 'http://127.0.0.1:8081/livez')).toContain('true')
    expect(await site.inside('curl', '-s', 'http://127.0.0.1:8080/health')).toContain('"colour":"blue"')
  })

  test('there is nothing to renew', async () => {
    const { code, error } = await site.cert('renew')
    expect([code, error]).toEqual([3, expect.stringContaining('scripts/cert.sh issue gets it')])
  })
})

describe('a certificate that cannot be had leaves the site as it was, and one sentence says what to do', () => {
  const expectWaiting = async () => expect((await site.plain('/')).status).toBe(503)

  test('wrong settings, each by its name', async () => {
    const wrong = [
      ['DOMAIN', 'Plans.test', 'small letters'],
      ['DOMAIN', 'plans.test,other.test', 'deploy first'],
      ['ACME_SERVER', 'http://pebble:14000/dir', 'https:// address'],
      ['ACME_EMAIL', 'ops', 'no mail address'],
      ['ACME_CA_FILE', '/nowhere/ca.pem', 'can be read'],
    ] as const
    const told = await Promise.all(wrong.map(([name, value]) => site.cert('issue', { [name]: value })))
    told.forEach(({ code, error }, at) => {
      expect([code, error]).toEqual([3, expect.stringContaining(wrong[at]?.[2] ?? '')])
      expect(error).toContain(wrong[at]?.[0] ?? '')
    })
  })

  test('a name that nobody knows', async () => {
    const { code, error } = await site.cert('issue')
    expect([code, error]).toEqual([5, expect.stringContaining('is not known to the name service (DNS)')])
    await expectWaiting()
  })

  test('a name that leads to another machine', async () => {
    await authorities.lead(authorities.container('deaf'), ...NAMES)
    const { code, error } = await site.cert('issue')
    expect([code, error]).toEqual([
      5,
      expect.stringMatching(/leads to [\d.]+, and this machine is .*A \(and AAAA\) record/),
    ])
    await authorities.lead(authorities.container('deaf'))
    await authorities.lead(site.nginx, ...NAMES)
  })

  test('the right machine, but its port does not let the authority in', async () => {
    const { code, error } = await site.cert('issue', { ACME_SERVER: deaf })
    expect([code, error]).toEqual([6, expect.stringContaining('firewall')])
  })

  test('too many requests', async () => {
    const { code, error } = await site.cert('issue', { ACME_SERVER: weary.directory('limited') })
    expect([code, error]).toEqual([
      7,
      expect.stringMatching(/too many certificates .*try again in 90 minutes/),
    ])
    await expectWaiting()
  })

  // That nobody answers at all is tried further below, with a certificate in use.
  test('an authority that says that it is down', async () => {
    const { code, error } = await site.cert('issue', { ACME_SERVER: weary.directory('broken') })
    expect([code, error]).toEqual([8, expect.stringContaining('does not answer')])
    await expectWaiting()
  })
})

describe('a trial', () => {
  test('opens the site, without binding browsers to it', async () => {
    const { code, out, error } = await site.cert('issue --staging')
    expect([code, error, out]).toEqual([0, '', expect.stringContaining('It is a trial')])
    site.root = await authorities.root(site.nginx, 'pebble')
    const page = await site.ask('/login')
    expect([page.status, page.headers.get('strict-transport-security')]).toEqual([200, null])
    expect(await site.status()).toContain('staging certificate')
  })
})

describe('a certificate that has ended', () => {
  test('is renewed all the same, and binds nobody', async () => {
    expect((await site.cert('issue', { ACME_SERVER: brief })).code).toBe(0)
    // As long as it is good; nothing else ends this wait.
    while (!(await site.status()).includes('good for -1 days')) await Bun.sleep(250)
    expect(site.greet()).rejects.toThrow()
    expect((await site.plain('/')).status).toBe(308)
    const before = await site.status()
    const { code, out } = await site.cert('renew', { ACME_SERVER: brief })
    expect([code, out]).toEqual([0, expect.stringContaining('is in use')])
    expect(await site.status()).not.toBe(before)
  })
})

describe('the first good certificate', () => {
  test('takes the place of whatever was there', async () => {
    const from = performance.now()
    const { code, out, error } = await site.cert('issue')
    figure(PART, 'seconds to the first certificate', ((performance.now() - from) / 1000).toFixed(1))
    expect([code, error, out]).toEqual([0, '', expect.stringContaining('good for 89 days')])
    site.root = await authorities.root(site.nginx, 'pebble')
    const { certificate, protocol } = await site.greet()
    expect(certificate.subjectaltname).toBe(NAMES.map((name) => `DNS:${name}`).join(', '))
    expect([protocol, certificate.asn1Curve]).toEqual(['h2', 'prime256v1'])
  })

  test('leads http to https and browsers to stay there, further names to the first', async () => {
    const plain = await site.plain('/runs/1?after=2')
    expect([plain.status, plain.headers.get('location')]).toEqual([
      308,
      `https://${site.name}:${site.httpsPort}/runs/1?after=2`,
    ])
    for (const path of ['/login', '/metrics'])
      expect((await site.ask(path)).headers.get('strict-transport-security')).toBe('max-age=63072000')
    const further = await site.ask('/login?next=%2F', {}, NAMES[1])
    expect([further.status, further.headers.get('location')]).toEqual([
      308,
      `https://${site.name}:${site.httpsPort}/login?next=%2F`,
    ])
  })

  test('leaves port 80 to the authority', async () => {
    const file = '/acme/.well-known/acme-challenge/of-the-tests'
    await site.stack.compose(
      ...['--profile', 'certbot', 'run', '--rm', '-T', '--entrypoint', 'sh', 'certbot'],
      ...['-c', `mkdir -p ${file.replace(/[^/]*$/, '')} && echo proof > ${file}`],
    )
    const answer = await site.plain(file.slice('/acme'.length))
    expect([answer.status, await answer.text()]).toEqual([200, 'proof\n'])
    expect((await site.plain('/.well-known/acme-challenge/none')).status).toBe(404)
  })

  test('tells a host that is not ours nothing', async () => {
    expect(site.plain('/', { host: 'elsewhere.test' })).rejects.toThrow('closed without an answer')
    expect(site.greet('elsewhere.test')).rejects.toThrow()
    expect(site.greet(null)).rejects.toThrow()
  })

  test('has a key that nginx alone can read', async () => {
    expect(
      await site.inside(
        'find',
        '/etc/letsencrypt/',
        '-name',
        'privkey*.pem',
        '-type',
        'f',
        '!',
        '-perm',
        '600',
      ),
    ).toBe('')
    const mounts = await docker('inspect', '--format', '{{json .Mounts}}', `${site.stack.project}-blue-1`)
    expect(mounts).not.toMatch(/letsencrypt|acme/)
  })

  test('signs people in by cookies for https alone', async () => {
    const answer = await site.ask('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ password: PASSWORD }).toString(),
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/HttpOnly; SameSite=Lax; Secure$/)])
  })
})

describe('a renewal', () => {
  test('that is not due says so, and leaves nginx alone', async () => {
    const before = [await site.fingerprint(), await site.configuration()]
    const { code, out } = await site.cert('renew')
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing is due')])
    expect([await site.fingerprint(), await site.configuration()]).toEqual(before)
  })

  test('cuts none of 20 streams over HTTP/1.1 and HTTP/2', async () => {
    // Longer than any renewal takes; they are stopped when it is over.
    model.pace = { tokens: 10_000, everyMs: 50 }
    const before = await site.fingerprint()
    const crowd = new Crowd(site, 20)
    await crowd.started()
    const from = performance.now()
    const { code, error } = await site.cert('renew --force')
    figure(PART, 'seconds a renewal took under 20 streams', ((performance.now() - from) / 1000).toFixed(1))
    expect([code, error]).toEqual([0, ''])
    expect(await site.fingerprint()).not.toBe(before)
    expect(crowd.live).toBe(20)
    await crowd.hearMore()
    const texts = await crowd.stop()
    texts.forEach((text, at) => {
      expect(documentOf(crowd.names[at] ?? '', 10_000).join('')).toStartWith(text)
    })
    figure(PART, 'streams over TLS that it cut', 0)
  })

  test('that fails leaves the certificate in use', async () => {
    const before = await site.fingerprint()
    const away = { ACME_SERVER: 'https://pebble:14999/dir' }
    expect((await site.cert('renew --force', away)).code).toBe(8)
    // A timer that asks while nothing is due has nothing to report.
    const { code, out } = await site.cert('renew', away)
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing is due')])
    expect(await site.fingerprint()).toBe(before)
    expect((await site.ask('/livez')).status).toBe(200)
  })

  test('two at once: the second one says so', async () => {
    const lock = `/tmp/devussy-web-${site.stack.project}-cert.lock`
    const { code, error } = await site.stack.run(['flock', lock, './scripts/cert.sh', 'renew'], {
      timeout: 60_000,
    })
    expect([code, error]).toEqual([9, expect.stringContaining('another scripts/cert.sh is at work')])
  })
})

describe('what strangers say of the site', () => {
  test("Mozilla's Observatory would give at least 120 points", async () => {
    const cookie = await signInCookie()
    const page = await site.ask('/', { headers: { cookie: cookie.split(';')[0] ?? '', accept: 'text/html' } })
    expect(page.status).toBe(200)
    const plain = await site.plain('/')
    const route = [`http://${site.name}/`, plain.headers.get('location') ?? '']
    const cookies = [cookie, ...page.headers.getSetCookie()]
    const items = judge({ headers: page.headers, html: page.body, cookies, route })
    noteItems(items)
    expect(scoreOf(items)).toBeGreaterThanOrEqual(120)
    // Before signing in, which is all that the Observatory itself would see.
    const door = await site.ask('/login', { headers: { accept: 'text/html' } })
    const seen = { headers: door.headers, html: door.body, cookies: door.headers.getSetCookie(), route }
    expect(scoreOf(judge(seen))).toBeGreaterThanOrEqual(120)
  })

  test.skipIf(!isLong)(
    'testssl.sh gives A+, and finds no fault',
    async () => {
      const said = await testssl(site, authorities)
      figure(PART, 'grade of testssl.sh', typeof said === 'string' ? said : said.grade)
      if (typeof said !== 'string') expect(said).toEqual({ grade: 'A+', faults: [] })
    },
    2_200_000,
  )
})

async function signInCookie(): Promise<string> {
  const answer = await site.ask('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ password: PASSWORD }).toString(),
  })
  return answer.headers.getSetCookie()[0] ?? ''
}

function noteItems(items: Item[]): void {
  for (const { name, result, points } of items) figure(PART, `${name}: ${result}`, points)
  figure(PART, "points by Mozilla's Observatory", scoreOf(items))
}

describe('a certificate of your own', () => {
  test('is used as long as it is there; one that does not fit is refused', async () => {
    const folder = site.stack.dir
    const make = (name: string, file: string) =>
      run([
        ...[
          'openssl',
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '30',
        ],
        ...['-keyout', `${folder}/${file}.key`, '-out', `${folder}/${file}.pem`, '-subj', `/CN=${name}`],
        ...[
          '-addext',
          `subjectAltName=${name === site.name ? NAMES.map((one) => `DNS:${one}`).join(',') : `DNS:${name}`}`,
        ],
      ])
    await make(site.name, 'own')
    await make('other.test', 'other')
    const wrong = await site.cert(`own ${folder}/other.pem ${folder}/other.key`)
    expect([wrong.code, wrong.error]).toEqual([3, expect.stringContaining(`is not for ${site.name}`)])
    const mixed = await site.cert(`own ${folder}/own.pem ${folder}/other.key`)
    expect([mixed.code, mixed.error]).toEqual([3, expect.stringContaining('is not the key of')])
    expect((await site.cert(`own ${folder}/own.pem ${folder}/own.key`)).code).toBe(0)
    expect(await site.status()).toMatch(/own certificate .* good for 29 days .* HSTS off/)
    const { code } = await site.cert('own --remove')
    expect(code).toBe(0)
    expect(await site.status()).toContain('issued certificate')
  })
})
