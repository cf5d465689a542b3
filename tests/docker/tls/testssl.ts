import { join } from 'node:path'
import { run } from '../engine.ts'
import type { Authorities } from './authority.ts'
import type { TlsSite } from './site.ts'

/** What the grade is made of; the many clients that testssl.sh can also play are left out. */
const LOOK_AT = ['-p', '-s', '-f', '-P', '-S', '-h', '-U']
/** The authority of the tests says nowhere what it has revoked; a real one does. */
const OF_PEBBLE = /^.*neither CRL nor OCSP URI provided.*$/m

/**
 * What testssl.sh (of Debian, in an image made for this) says of a site from within its network: the grade, and what it warns of.
 * A sentence where it cannot be had.
 */
export async function testssl(
  site: TlsSite,
  authorities: Authorities,
): Promise<{ grade: string; faults: string[] } | string> {
  const image = `${site.stack.project}-testssl`
  const file = join(import.meta.dir, 'testssl.Dockerfile')
  const build = ['docker', 'build', '-q', '--network', 'host', '-t', image, '-f', file, import.meta.dir]
  const built = await run(build, { timeout: 600_000 })
  if (built.code !== 0) return `not tried: ${built.error.trim().split('\n').at(-1)}`
  const root = join(site.stack.dir, 'root.pem')
  await Bun.write(root, site.root)
  const { out, error } = await run(
    [
      ...['docker', 'run', '--rm', '--network', authorities.network, '-v', `${root}:/root.pem:ro`, image],
      ...['--quiet', '--color', '0', '--warnings', 'batch', '--add-ca', '/root.pem', ...LOOK_AT],
      `https://${site.name}:8443`,
    ],
    { timeout: 1_500_000 },
  )
  await run(['docker', 'rmi', image])
  const grade = /Overall Grade\s+(\S+)/.exec(out)?.[1] ?? `none: ${(out + error).slice(-300)}`
  const faults = out.replace(OF_PEBBLE, '').match(/^.*(NOT ok|VULNERABLE).*$/gm) ?? []
  return { grade, faults }
}
