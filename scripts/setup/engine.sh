#!/usr/bin/env bash
# Sourced by setup-vps.sh: Docker and Compose v2, from the distribution's own packages; one that is there is kept.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly LEAST_COMPOSE=2.24.4

keep_engine() {
  refuse_odd_engines
  has_engine || install_engine
  if [[ $dry_run == no ]]; then has_engine || fail 'Docker was installed but there is no command docker' 'apt-get install --reinstall docker.io'; fi
  keep_compose
  keep_engine_started
  if has_engine; then note "Docker $(engine_version), Compose $(compose_version)"; fi
}

has_engine() { command -v docker >/dev/null && command -v dockerd >/dev/null; }
compose_version() { within 20 docker compose version --short 2>/dev/null || true; }
engine_version() { docker --version 2>/dev/null | sed -E 's/^Docker version ([^,+]+).*/\1/'; }

refuse_odd_engines() {
  command -v docker >/dev/null || return 0
  if [[ $(readlink -f "$(command -v docker)") == *snap* ]]; then
    fail 'Docker is a snap here, and a snap cannot read /opt' 'snap remove docker; this script then installs the package'
  fi
  if docker --version 2>&1 | grep -qi podman; then
    fail 'the command docker is Podman here' 'apt-get remove podman-docker'
  fi
}

install_engine() {
  fetch_lists
  local packages=(docker.io)
  if [[ $os_id == debian && $os_version == 12 ]]; then
    lend_newer_compose
    packages+=(docker-compose docker-buildx)
  elif [[ $os_id == debian ]]; then
    packages+=(docker-cli docker-compose docker-buildx)
  else
    packages+=(docker-compose-v2 docker-buildx)
  fi
  # git and apparmor's tools are what its recommendations add; the profile of containers needs apparmor where the kernel has it.
  [[ ! -d /sys/module/apparmor ]] || packages+=(apparmor)
  install_missing "${packages[@]}"
}

# Compose at least as new as the compose files need. Docker's own packages bring it by another name.
keep_compose() {
  local package
  is_at_least "$(compose_version)" "$LEAST_COMPOSE" && return
  if [[ $dry_run == yes ]] && ! has_engine; then return; fi
  fetch_lists
  if is_installed docker-ce-cli; then
    package=docker-compose-plugin
  elif [[ $os_id == debian ]]; then
    package=docker-compose
    [[ $os_version != 12 ]] || lend_newer_compose
  else
    package=docker-compose-v2
  fi
  # Compose v1 (`docker-compose` alone) may be there; it cannot read these files.
  change "install $package, since Compose is $(compose_version | grep . || echo missing) and has to be $LEAST_COMPOSE or later" install_packages "$package"
  [[ $dry_run == yes ]] || is_at_least "$(compose_version)" "$LEAST_COMPOSE" ||
    fail "Compose is $(compose_version), older than $LEAST_COMPOSE" "see why apt holds it back: apt-cache policy $package"
}

keep_engine_started() {
  if [[ $dry_run == yes ]] && ! has_engine; then return; fi
  if ! systemctl is-enabled -q docker 2>/dev/null; then change 'start Docker at boot' systemctl enable docker; fi
  if ! within 30 docker info >/dev/null 2>&1; then
    change 'start Docker' within 120 systemctl start docker
    [[ $dry_run == yes ]] || within 30 docker info >/dev/null 2>&1 || fail 'Docker does not answer' 'journalctl -u docker -n 50'
  fi
}

# Debian 12 has only Compose v1. The next release's Compose and buildx are single programs that run on it: they, and
# nothing else, may come from there. Where from is what the machine's own sources say.
lend_newer_compose() {
  local sources=/etc/apt/sources.list.d/devussy-web-compose.sources deb lines
  keep_file /etc/apt/preferences.d/devussy-web-compose 0644 root:root <<'PIN'
# Compose v2 and buildx from Debian 13, and nothing else: devussy-web needs them, Debian 12 has only Compose v1.
Package: *
Pin: release n=trixie*
Pin-Priority: -10

Package: docker-compose docker-buildx
Pin: release n=trixie*
Pin-Priority: 600
PIN
  deb=$(deb822_for_trixie)
  lines=$(lines_for_trixie)
  [[ -n $deb$lines ]] || fail "the package sources of this machine do not name bookworm's main archive" 'see /etc/apt/sources.list and /etc/apt/sources.list.d'
  if [[ -n $deb ]]; then
    keep_file "$sources" 0644 root:root <<<"$deb"
  else
    keep_file "${sources%.sources}.list" 0644 root:root <<<"$lines"
  fi
  if [[ $kept_changed == yes ]]; then
    lists_are_fresh=no
    fetch_lists
  fi
}

# One stanza of a deb822 file, with the suite changed.
deb822_for_trixie() {
  awk 'BEGIN { RS = ""; ORS = "\n" } /(^|\n)Suites:[^\n]*bookworm( |\n|$)/ && !/(^|\n)Enabled: *no/ && !found { found = 1; print }' \
    /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -E 's/^Suites:.*/Suites: trixie/; s/^Types:.*/Types: deb/; s/^Components:.*/Components: main/; /^#/d' || true
}

lines_for_trixie() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -nE 's/^(deb( +\[[^]]*\])? +[^ ]+) +bookworm +main.*/\1 trixie main/p' | head -n 1 || true
}
