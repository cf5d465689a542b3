import { demand, docker, run, type Told } from './engine.ts'

const prefix = process.env.DEPLOY_TEST_PROJECT ?? `setuptest${process.pid}`

/** What a server has when it is rented: systemd, an SSH server, network tools; no Docker, no firewall. */
const BARE = `
# As Debian's own images have it: dpkg does not wait for the disk after each file.
RUN echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/unsafe-io
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \\
      systemd systemd-sysv dbus openssh-server openssh-client iproute2 procps kmod ca-certificates curl && apt-get clean
# What a setup fetches lies ready where the release has it, so that a second test fetches nothing; the lists do not.
RUN apt-get install -y -qq --no-install-recommends --download-only docker.io ufw unattended-upgrades && \\
      { apt-get install -y -qq --no-install-recommends --download-only docker-cli docker-compose docker-buildx || true; } && rm -rf /var/lib/apt/lists/*
RUN printf '%s\\n' '#!/bin/sh' 'umount -R /sys/fs/cgroup 2>/dev/null' 'mount -t cgroup2 none /sys/fs/cgroup || exit 9' \\
      'group=/sys/fs/cgroup/machine-$(hostname)' 'mkdir -p $group && echo $$ >$group/cgroup.procs' \\
      'exec unshare -C sh -c "umount /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; mount --make-rshared /; exec /sbin/init"' \\
      >/boot.sh && chmod 755 /boot.sh
STOPSIGNAL SIGRTMIN+3
CMD ["/boot.sh"]
`

/** A Debian that does not know that it is a container: systemd runs it, and its Docker is its own. */
export class Machine {
  private constructor(readonly name: string) {}

  /** Boots one of this base image; `address` is the one that other containers reach it by. */
  static async boot(base: string): Promise<Machine> {
    const name = `${prefix}-setup-${base.replace(/[^a-z0-9]+/g, '-')}`
    await demand(['docker', 'build', '-q', '--network', 'host', '-t', `${name}:bare`, '-'], {
      stdin: `FROM ${base}\n${BARE}`,
      timeout: 600_000,
    })
    const rights = [
      // All but one that some engines do not have to give.
      ...['--cap-add=ALL', '--cap-drop=SYS_RESOURCE', '--device-cgroup-rule=a *:* rwm'],
      ...['--security-opt=seccomp=unconfined', '--security-opt=apparmor=unconfined'],
      ...[
        '--security-opt=systempaths=unconfined',
        '--tmpfs=/run',
        '--tmpfs=/tmp:exec',
        '--env=container=docker',
      ],
    ]
    await docker(
      ...['run', '--detach', '--name', name, '--hostname', 'vps', ...rights],
      // By this label test-deploy.sh takes away what an interrupted test has left.
      ...['--label', `com.docker.compose.project=${prefix}-setup`, '--volume', `${name}:/var/lib/docker`],
      `${name}:bare`,
    )
    const machine = new Machine(name)
    const booted = await machine.sh(
      'timeout 180 sh -c \'until systemctl is-system-running | grep -qE "running|degraded"; do sleep 0.3; done\' 2>&1',
    )
    if (booted.code !== 0) {
      const said = await run(['docker', 'logs', '--tail', '20', name])
      await machine.takeAway()
      throw new Error(`${base} does not boot under systemd here: ${booted.out}${said.out}${said.error}`)
    }
    return machine
  }

  /** Lines of shell, as root. */
  sh(script: string, timeout = 300_000): Promise<Told> {
    return run(['docker', 'exec', '-i', this.name, 'bash', '-s'], { stdin: script, timeout })
  }

  async demand(script: string): Promise<string> {
    const { code, out, error } = await this.sh(script)
    if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${out}\n${error}`)
    return out.trim()
  }

  /** A checkout of what is committed there, as a person clones it. */
  async receive(checkout: string): Promise<void> {
    await demand([
      'sh',
      '-c',
      `git -C '${checkout}' archive HEAD | docker exec -i ${this.name} sh -c 'mkdir -p /root/kit && tar -C /root/kit -x'`,
    ])
  }

  /** The program out of an image, where the unit without containers wants it. */
  async receiveProgram(image: string): Promise<void> {
    const id = (await docker('create', image)).trim()
    const there = '/usr/local/lib/devussy-web'
    await demand([
      'sh',
      '-c',
      `docker cp -q ${id}:/app - | docker exec -i ${this.name} sh -c 'mkdir -p ${there} && tar -C ${there} -x --strip-components=1'; docker rm ${id}`,
    ])
  }

  /** Images of the engine outside, in the one inside. */
  async load(...images: string[]): Promise<void> {
    await demand(
      ['sh', '-c', `docker save ${images.join(' ')} | docker exec -i ${this.name} docker load -q`],
      {
        timeout: 600_000,
      },
    )
  }

  setup(...words: string[]): Promise<Told> {
    // There is no CPU accounting in it; on a real one the compose file's own limits hold.
    return this.sh(
      `cd / && CPU_LIMIT=0 NGINX_CPU_LIMIT=0 /root/kit/scripts/setup-vps.sh ${words.join(' ')}`,
      1_500_000,
    )
  }

  /** All that a setup may touch, as one text: files with their rights and sums, users, firewall, units. */
  state(): Promise<string> {
    return this.demand(`
      folders=$(ls -d /etc /opt /home /root/.ssh /var/backups /usr/local 2>/dev/null)
      find $folders -xdev -type f ! -path '/etc/ssl/*' -printf '%p %m %u %g\\n' | sort
      find $folders -xdev -type f ! -path '/etc/ssl/*' -print0 | sort -z | xargs -0 sha256sum
      getent passwd; getent group; dpkg-query -W -f '\${Package} \${Version}\\n'
      if command -v ufw >/dev/null; then ufw status verbose; iptables -S; ip6tables -S; fi
      systemctl list-unit-files --state=enabled --no-legend; cat /proc/swaps; sysctl vm.swappiness
      if command -v docker >/dev/null; then docker ps -a --no-trunc --format '{{.ID}} {{.Image}}'; fi`)
  }

  async address(): Promise<string> {
    const all = await docker(
      'inspect',
      '-f',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}',
      this.name,
    )
    return all.trim().split(' ')[0] ?? ''
  }

  /** The status that a visitor from elsewhere gets; 0 where the connection does not come about. */
  async statusFromOutside(port: number): Promise<number> {
    const url = `http://${await this.address()}:${port}/`
    const { out } = await run([
      ...['docker', 'run', '--rm', '--entrypoint', 'curl', 'nginx:1.30'],
      ...['-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}', url],
    ])
    return Number(out)
  }

  async takeAway(): Promise<void> {
    await run(['docker', 'rm', '-fv', this.name])
    await run(['docker', 'volume', 'rm', this.name])
    await run(['docker', 'rmi', `${this.name}:bare`])
  }
}

/** Whether the engine has this image or can get it. */
export async function hasImage(name: string): Promise<boolean> {
  if ((await run(['docker', 'image', 'inspect', name])).code === 0) return true
  return (await run(['docker', 'pull', '-q', name], { timeout: 60_000 })).code === 0
}

/** Makes Debian's smallest system out of its packages, for an engine that cannot get the image. */
export async function makeDebian(suite: string, tag: string): Promise<void> {
  const builder = `${prefix}-setup-debootstrap`
  const command = `apt-get update -qq && apt-get install -y -qq --no-install-recommends debootstrap >&2 &&
    mirror=$(sed -nE 's/^(deb|URIs:) +([^ ]+).*/\\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1) &&
    debootstrap --variant=minbase ${suite} /system "$mirror" >&2 && tar -C /system -c .`
  await demand(
    [
      'sh',
      '-c',
      `docker run --rm --name ${builder} --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
        debian:13-slim sh -c '${command.replaceAll("'", "'\\''")}' | docker import -c 'CMD ["bash"]' - ${tag}`,
    ],
    { timeout: 900_000 },
  )
}
