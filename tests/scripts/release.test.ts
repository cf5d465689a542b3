import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

setDefaultTimeout(60_000)

const root = join(import.meta.dir, '../..')
const DIGEST = `sha256:${'5'.repeat(64)}`
const SSH_KEY = 'PRIVATE-KEY-OF-THE-DEPLOY'

let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'devussy-release-'))
  cpSync(join(root, '.github/scripts'), join(project, '.github/scripts'), { recursive: true })
  mkdirSync(join(project, 'scripts'))
  mkdirSync(join(project, 'bin'))
  writeFileSync(join(project, 'package.json'), '{\n  "version": "1.2.3"\n}\n')
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** A program that writes down how it was called, and does what it is told. */
function program(path: string, body: string): void {
  writeFileSync(
    join(project, path),
    `#!/usr/bin/env bash\nprintf '%s\\n' "$(basename "$0") $*" >>"$CALLS"\n${body}\n`,
  )
  chmodSync(join(project, path), 0o755)
}

const calls = (): string[] =>
  existsSync(join(project, 'calls')) ? readFileSync(join(project, 'calls'), 'utf8').trim().split('\n') : []

async function run(script: string, env: Record<string, string>) {
  const child = Bun.spawn([join(project, '.github/scripts', script)], {
    env: {
      PATH: `${join(project, 'bin')}:${process.env.PATH}`,
      CALLS: join(project, 'calls'),
      TMPDIR: project,
      ...env,
    },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out, err }
}

describe('the image of a release', () => {
  const build = (tag = 'v1.2.3') =>
    run('build-image.sh', {
      TAG: tag,
      REVISION: 'abc',
      REPOSITORY: 'Some/Name',
      GITHUB_OUTPUT: join(project, 'output'),
    })

  beforeEach(() =>
    program(
      'bin/docker',
      `while (($#)); do
  case $1 in
    --metadata-file) printf '{\\n  "containerimage.digest": "${DIGEST}"\\n}\\n' >"$2" ;;
    --output) echo tar >"\${2#*dest=}" ;;
    inspect) echo '{}' ;;
  esac
  shift
done`,
    ),
  )

  test('is built for both architectures with SBOM and provenance, and named by what was pushed', async () => {
    expect(await build()).toMatchObject({ code: 0, err: '' })
    const pushed = calls().filter((call) => call.includes('--push'))
    expect(pushed).toEqual([
      expect.stringContaining('--platform linux/amd64,linux/arm64 --sbom=true --provenance=mode=max --push'),
    ])
    expect(pushed[0]).toContain('--build-arg VERSION=1.2.3 --build-arg REVISION=abc')
    expect(pushed[0]).toContain('--tag ghcr.io/some/name:1.2.3 --tag ghcr.io/some/name:latest .')
    expect(readFileSync(join(project, 'output'), 'utf8')).toBe(`image=ghcr.io/some/name@${DIGEST}\n`)
  })

  test('comes as a tar for each as well, with sums that fit', async () => {
    await build()
    const sums = readFileSync(join(project, 'dist/SHA256SUMS'), 'utf8')
    for (const name of ['amd64.tar.gz', 'arm64.tar.gz', 'sbom.json']) expect(sums).toContain(name)
    const checked = Bun.spawnSync(['sha256sum', '-c', 'SHA256SUMS'], { cwd: join(project, 'dist') })
    expect(checked.exitCode).toBe(0)
  })

  test('of a trial does not become the latest', async () => {
    writeFileSync(join(project, 'package.json'), '{\n  "version": "1.2.3-rc.1"\n}\n')
    await build('v1.2.3-rc.1')
    expect(calls().join('\n')).not.toContain(':latest')
  })

  test.each([
    ['v1.2.4', 'The tag says 1.2.4, package.json says 1.2.3'],
    ['v1.2.3;id', 'The tag "v1.2.3;id" is no version'],
  ])('is not built for the tag %s', async (tag, words) => {
    const { code, err } = await build(tag)
    expect(code).toBe(1)
    expect(err).toContain(words)
    expect(calls()).toEqual([])
  })
})

describe('the deploy of a release', () => {
  const deploy = (more: Record<string, string> = {}) =>
    run('deploy.sh', {
      IMAGE: `ghcr.io/some/name@${DIGEST}`,
      DEPLOY_HOST: 'deploy@vps.example.org',
      DEPLOY_SSH_KEY: SSH_KEY,
      DEPLOY_KNOWN_HOSTS: 'vps.example.org ssh-ed25519 AAAA',
      DEPLOY_URL: 'https://plans.example.org',
      DEPLOY_CHECK_PAUSE: '0',
      ...more,
    })

  beforeEach(() => {
    program('bin/docker', '')
    program('scripts/deploy-vps.sh', 'printf "%s" "$DEPLOY_SSH_OPTIONS" >"$CALLS.ssh"')
    program('scripts/check.sh', 'exit 0')
  })

  test('is asked whether the site is well, and stays where it is', async () => {
    expect(await deploy()).toMatchObject({ code: 0, err: '' })
    expect(calls()).toEqual([
      `docker pull -q --platform linux/amd64 ghcr.io/some/name@${DIGEST}`,
      `deploy-vps.sh deploy --host deploy@vps.example.org --image ghcr.io/some/name@${DIGEST}`,
      'check.sh https://plans.example.org',
    ])
  })

  test('goes to the server whose key was written down, and to no other', async () => {
    program(
      'scripts/deploy-vps.sh',
      `read -r -a words <<<"$DEPLOY_SSH_OPTIONS"
       for word in "\${words[@]}"; do
         case $word in UserKnownHostsFile=*) cat "\${word#*=}" >"$CALLS.hosts" ;; esac
       done
       { printf '%s\\n' "$DEPLOY_SSH_OPTIONS"; stat -c %a "\${words[1]}"; cat "\${words[1]}"; env; } >"$CALLS.ssh"`,
    )
    await deploy()
    const seen = readFileSync(join(project, 'calls.ssh'), 'utf8')
    expect(seen).toContain('-o StrictHostKeyChecking=yes')
    expect(readFileSync(join(project, 'calls.hosts'), 'utf8')).toBe('vps.example.org ssh-ed25519 AAAA\n')
    // The key is in a file of its own, in no environment and no argument, and gone afterwards.
    expect(seen.split(SSH_KEY)).toHaveLength(2)
    expect(seen).toContain(`\n600\n${SSH_KEY}\n`)
    expect(calls().join('\n')).not.toContain(SSH_KEY)
    const file = /-i (\S+)/.exec(seen)?.[1] ?? ''
    expect(file).not.toBe('')
    expect(existsSync(file)).toBe(false)
  })

  test('after which the site is not well is taken back, and fails', async () => {
    program('scripts/check.sh', '((++n)); [[ -e $CALLS.back ]] && exit 0; exit 2')
    program('scripts/deploy-vps.sh', '[[ $1 != rollback ]] || touch "$CALLS.back"')
    const { code, err } = await deploy()
    expect(code).toBe(1)
    expect(err).toContain('the one before comes back')
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'docker pull',
      'deploy-vps.sh deploy',
      'check.sh https://plans.example.org',
      'check.sh https://plans.example.org',
      'deploy-vps.sh rollback',
      'check.sh https://plans.example.org',
    ])
  })

  test('is not taken back for a warning', async () => {
    program('scripts/check.sh', 'exit 1')
    expect((await deploy()).code).toBe(0)
    expect(calls().filter((call) => call.includes('rollback'))).toEqual([])
  })

  test('that did not come about is neither checked nor taken back a second time', async () => {
    program('scripts/deploy-vps.sh', 'exit 4')
    expect((await deploy()).code).toBe(4)
    expect(calls().at(-1)).toStartWith('deploy-vps.sh deploy')
  })

  test('that cannot be taken back says so', async () => {
    program('scripts/check.sh', 'exit 2')
    program('scripts/deploy-vps.sh', '[[ $1 != rollback ]] || exit 8')
    const { code, err } = await deploy()
    expect(code).toBe(2)
    expect(err).toContain('The rollback failed too')
  })

  test('without the server’s key is not begun', async () => {
    const { code, err } = await deploy({ DEPLOY_KNOWN_HOSTS: '' })
    expect(code).toBe(2)
    expect(err).toContain('DEPLOY_KNOWN_HOSTS is not set')
    expect(calls()).toEqual([])
  })
})
