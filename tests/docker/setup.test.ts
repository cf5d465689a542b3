import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { demand, run } from './engine.ts'
import { hasImage, Machine, makeDebian } from './setup-machine.ts'

const checkout = process.env.DEPLOY_TEST_CLONE ?? join(import.meta.dir, '../..')
const server = `${process.env.DEPLOY_TEST_PROJECT ?? `setuptest${process.pid}`}-setup-server:1.2.3`
const isLong = Boolean(process.env.DEPLOY_TEST_LONG)

// Debian 12 differs in where its Compose comes from, and its image is mostly not in the engine yet.
const SYSTEMS = isLong ? ['debian:13-slim', 'debian:12-slim'] : ['debian:13-slim']
const WITH_TLS = '--domain plans.example.test --email me@example.test'

beforeAll(async () => {
  await demand(['docker', 'build', '-q', '-t', server, '--build-arg', 'VERSION=1.2.3', checkout], {
    timeout: 600_000,
  })
}, 900_000)

afterAll(async () => {
  await run(['docker', 'rmi', server])
})

for (const system of SYSTEMS) {
  describe(`a bare server with ${system}`, () => {
    let machine: Machine
    let bare = ''

    beforeAll(async () => {
      if (!(await hasImage(system))) await makeDebian('bookworm', system)
      machine = await Machine.boot(system)
      await machine.receive(checkout)
      await machine.demand(`
        mkdir -p -m 700 /root/.ssh /root/keys && ssh-keygen -q -t ed25519 -N '' -f /root/keys/me`)
      bare = await machine.state()
    }, 900_000)

    afterAll(() => machine?.takeAway(), 120_000)

    const refused: [what: string, words: string, code: number, said: RegExp][] = [
      ['no host name', '', 2, /--domain is missing/],
      ['an address instead of a name', '--domain 192.0.2.1', 2, /give a host name, not an address/],
      ['a URL', '--domain https://plans.example.test/', 2, /give the name alone/],
      ['a slip in the name', '--domain plans..example.test', 2, /that is no host name/],
      ['an unknown option', '--domian plans.example.test', 2, /--domian is not an option/],
      ['a key file that is not there', `${WITH_TLS} --ssh-key /none`, 2, /there is no such file/],
      ['a private key', `${WITH_TLS} --ssh-key /root/keys/me --dry-run`, 7, /is a private key/],
    ]
    test.each(refused)(
      '%s is refused with a sentence',
      async (_, words, code, said) => {
        const told = await machine.setup(words)
        expect(told.code, told.out + told.error).toBe(code)
        expect(told.error).toMatch(said)
      },
      120_000,
    )

    test('a system that this was not made for, and a user who is not root, are told so', async () => {
      const other = await machine.sh(`
        cp /etc/os-release /tmp/as-it-was && sed -i 's/^ID=.*/ID=arch/' "$(readlink -f /etc/os-release)"
        /root/kit/scripts/setup-vps.sh ${WITH_TLS}; code=$?
        cat /tmp/as-it-was >"$(readlink -f /etc/os-release)"; exit $code`)
      expect([other.code, other.error]).toEqual([3, expect.stringContaining('not among the systems')])
      const nobody = await machine.sh(
        `cp -r /root/kit /tmp/kit && chmod -R a+rX /tmp/kit && runuser -u nobody -- /tmp/kit/scripts/setup-vps.sh ${WITH_TLS}`,
      )
      expect([nobody.code, nobody.error]).toEqual([3, expect.stringContaining('only root')])
    }, 120_000)

    test('a dry run says each step and changes nothing', async () => {
      const { code, out } = await machine.setup(WITH_TLS, '--dry-run')
      expect(code).toBe(0)
      expect(out.match(/^\[ ?\d+\/17\]/gm)).toHaveLength(17)
      expect(out).toContain('would install')
      expect(out).toMatch(/\d+ changes would be made, none was/)
      expect(await machine.state()).toBe(bare)
    }, 300_000)

    test('without a network the step, the reason and the way on are said', async () => {
      const { code, error } = await machine.sh(`
        cp /etc/resolv.conf /root/resolv.conf && echo 'nameserver 127.0.0.9' >/etc/resolv.conf
        /root/kit/scripts/setup-vps.sh ${WITH_TLS} --yes; code=$?
        cat /root/resolv.conf >/etc/resolv.conf; exit $code`)
      expect(code, error).toBe(4)
      expect(error).toMatch(/^Step 2 of 17, packages, failed: .*resolving/m)
      expect(error).toMatch(/What to do: .*\n.*goes on from here/)
    }, 600_000)

    test('the units are sound, and the one without containers is shut in', async () => {
      const units = '/root/kit/deploy/systemd'
      await machine.receiveProgram(server)
      await machine.demand(`
        cp ${units}/devussy-web-server.service /etc/systemd/system/ && systemctl daemon-reload
        systemd-analyze verify /etc/systemd/system/devussy-web-server.service`)
      const level = await machine.demand(
        `systemd-analyze security --offline=true ${units}/devussy-web-server.service | sed -nE 's/.*service: ([0-9.]+) .*/\\1/p'`,
      )
      expect(Number(level)).toBeGreaterThan(0)
      expect(Number(level)).toBeLessThan(2)
    }, 120_000)

    test('the program alone runs shut in: it writes a design, knows its keys, and ends when its run has ended', async () => {
      const told = await machine.demand(`
        install -d -m 700 /etc/devussy-web && printf 'DEMO_TOKENS_PER_SECOND=2000\\n' >/etc/devussy-web/settings.env
        (umask 077 && echo key-of-the-sandbox-0123456789 >/etc/devussy-web/streaming_proxy_key)
        systemctl start devussy-web-server
        for i in $(seq 100); do curl -fs http://127.0.0.1:8000/readyz >/dev/null && break; sleep 0.2; done
        curl -sN -H 'x-streaming-proxy-key: key-of-the-sandbox-0123456789' -H 'content-type: application/json' \\
          -d '{"projectName":"a","requirements":"a","languages":["ts"]}' http://127.0.0.1:8000/api/design/stream | grep ^event: | tail -n 1
        systemctl stop devussy-web-server; systemctl show -p Result --value devussy-web-server
        grep -c key-of-the-sandbox /proc/*/environ 2>/dev/null | grep -v ':0' || echo in no environment`)
      expect(told.split('\n')).toEqual(['event: done', 'success', 'in no environment'])
    }, 180_000)

    // Packages, Docker and images in a machine within a machine take minutes: scripts/test-deploy.sh --long setup
    describe.skipIf(!isLong)('is set up', () => {
      test('a port that is taken is named with its holder, and nothing is cut off', async () => {
        const { code, error } = await machine.sh(`
        systemd-run -q --unit=holder systemd-socket-activate -l 80 cat
        until [ -n "$(ss -ltnH 'sport = :80')" ]; do sleep 0.1; done
        /root/kit/scripts/setup-vps.sh ${WITH_TLS} --yes; code=$?
        systemctl stop holder; exit $code`)
        expect(code, error).toBe(9)
        expect(error).toMatch(/port 80 is taken by systemd-socket\S* \(process \d+\)/)
        expect(error).toMatch(/goes on from here/)
      }, 600_000)

      test('one command makes it a server that answers; only the certificate waits for its name', async () => {
        // Docker first, so that images can be put in that this machine need not fetch.
        const half = await machine.setup(
          WITH_TLS,
          '--yes --ssh-key /root/keys/me.pub --image none.invalid/none:1',
        )
        expect(half.code, half.out + half.error).toBe(10)
        expect(half.error).toMatch(/first start, failed: .*none\.invalid/)
        const secrets = [...half.out.matchAll(/^ {2}([A-Z_]+)=(\S{20,})$/gm)]
        expect(secrets.map(([, name]) => name)).toEqual(['STREAMING_PROXY_KEY', 'UI_PASSWORD', 'STATUS_KEY'])

        await machine.load('nginx:1.30', server)
        const whole = await machine.setup('--yes', '--image', server)
        expect(whole.code, whole.out + whole.error).toBe(11)
        expect(whole.out).toMatch(/plans\.example\.test has no address in the DNS/)
        // Secrets are shown once.
        expect(whole.out).not.toContain(secrets[0]?.[2] ?? '')
        expect(await machine.statusFromOutside(80)).toBe(503)
        // systemd has taken over what the deploy had started, and made none of it anew.
        const labels = await machine.demand(
          "docker ps -q | xargs docker inspect -f '{{json .Config.Labels}}'",
        )
        expect(labels.split('\n')).toHaveLength(2)
        expect(labels).not.toContain('com.docker.compose.replace')
      }, 1_800_000)

      test('the units that are switched on are sound', async () => {
        await machine.demand('systemd-analyze verify /etc/systemd/system/devussy-web*')
      }, 60_000)

      test('a second run changes nothing and says so', async () => {
        const before = await machine.state()
        const { out } = await machine.setup('--yes', '--image', server)
        expect(out).toContain('Nothing changed: all was set up already.')
        expect(await machine.state()).toBe(before)
      }, 600_000)

      test('secrets and settings are readable by their user alone', async () => {
        const rights = await machine.demand(
          `stat -c '%a %U' /opt/devussy-web/.env; stat -c '%a %u' /opt/devussy-web/.deploy/secrets/ui_password`,
        )
        expect(rights.split('\n')).toEqual(['600 deploy', '400 65532'])
      }, 60_000)

      test('what a container publishes does not go round the firewall; 80 passes, and what is let through by name', async () => {
        await machine.demand(`docker run -d --name other -p 8081:8081 --entrypoint sh nginx:1.30 -c \\
        'echo "server { listen 8081; return 204; }" >/etc/nginx/conf.d/other.conf; exec nginx -g "daemon off;"'
        until curl -s -o /dev/null http://127.0.0.1:8081/; do sleep 0.2; done`)
        expect(await machine.statusFromOutside(8081)).toBe(0)
        expect(await machine.statusFromOutside(80)).toBe(503)
        await machine.demand('ufw route allow proto tcp from any to any port 8081')
        expect(await machine.statusFromOutside(8081)).toBe(204)
        await machine.demand(
          'ufw route delete allow proto tcp from any to any port 8081; ufw reload; docker restart -t 1 other',
        )
        expect(await machine.statusFromOutside(8081)).toBe(0)
        await machine.demand('docker rm -f other')
      }, 180_000)

      test('the user deploy signs in by key and uses Docker; a password lets nobody in', async () => {
        const ssh = 'ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'
        expect(
          await machine.demand(`${ssh} -o BatchMode=yes -i /root/keys/me deploy@127.0.0.1 docker ps -q`),
        ).not.toBe('')
        const { error } = await machine.sh(
          `${ssh} -o PubkeyAuthentication=no -o PreferredAuthentications=password,keyboard-interactive deploy@127.0.0.1 true`,
        )
        expect(error).toContain('Permission denied (publickey)')
      }, 60_000)

      test('a backup is proved by restoring it, and seven days and four weeks stay', async () => {
        const folder = '/var/backups/devussy-web'
        const kept = await machine.demand(`
        for day in 01 02 03 04 05 06 07 08 09; do install -d ${folder}/daily/2020-01-$day ${folder}/weekly/2020-W$day; done
        systemctl start devussy-web-backup
        ls ${folder}/daily | wc -l; ls ${folder}/weekly | wc -l; ls -A ${folder} | paste -sd ' '
        ls "${folder}/daily/$(date +%F)/manifest.json"; stat -c %a ${folder}; journalctl -u devussy-web-backup -o cat`)
        const [days, weeks, folders, manifest, mode, ...journal] = kept.split('\n')
        expect([days, weeks, folders, mode]).toEqual(['7', '4', 'daily weekly', '700'])
        expect(manifest).toContain('manifest.json')
        expect(journal.join('\n')).toMatch(/restored \d+ runs .*each read to its end/)
      }, 180_000)

      test('after a restart of the machine all is there again by itself', async () => {
        await demand(['docker', 'restart', '-t', '60', machine.name], { timeout: 120_000 })
        await machine.demand(
          'for i in $(seq 300); do curl -s -o /dev/null http://127.0.0.1/ && break; sleep 0.5; done',
        )
        expect(await machine.statusFromOutside(80)).toBe(503)
        expect(await machine.demand('systemctl is-active devussy-web ufw docker | paste -sd " "')).toBe(
          'active active active',
        )
      }, 300_000)
    })
  })
}
