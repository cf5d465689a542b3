#!/usr/bin/env bash
# Sourced by setup-vps.sh: is this a machine that can be set up, and does nobody else hold our ports?
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

os_name='' os_id='' os_version='' os_codename=''
readonly LEAST_DISK_MB=1024 GOOD_DISK_MB=4096

check_machine() {
  [[ $(uname -s) == Linux ]] ||
    fail "this is $(uname -s), and a server's Linux is set up here" 'run it on the server: ssh root@SERVER'
  read_os
  case "$os_id $os_version" in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04') ;;
    *) fail "$os_name is not among the systems this was made for" \
      'take a server with Debian 12 or 13, or Ubuntu 22.04 or 24.04; on others Docker and docs/self-hosting.md are the way' ;;
  esac
  [[ $(id -u) == 0 ]] || fail 'only root may set up a server' "sudo $0 with the same options"
  case $(uname -m) in
    x86_64 | aarch64 | arm64) ;;
    *) fail "there is no image for $(uname -m) processors" 'take a server with an amd64 or arm64 processor' ;;
  esac
  [[ -d /run/systemd/system ]] || fail 'systemd does not run here, and services are kept by it' 'take a virtual machine; a plain container will not do'
  check_disk
}

read_os() {
  # shellcheck disable=SC2154 # They are in that file.
  IFS='|' read -r os_name os_id os_version os_codename < <(
    # shellcheck source=/dev/null
    source /etc/os-release 2>/dev/null && printf '%s|%s|%s|%s\n' "${PRETTY_NAME:-}" "${ID:-}" "${VERSION_ID:-}" "${VERSION_CODENAME:-}"
  ) || true
  os_name=${os_name:-an unknown system}
}

check_disk() {
  local at=/var/lib free
  [[ ! -d /var/lib/docker ]] || at=/var/lib/docker
  free=$(df -Pm "$at" | awk 'NR == 2 { print $4 }')
  ((free >= LEAST_DISK_MB)) ||
    fail "$at has $free MB free, and Docker with the images needs at least $LEAST_DISK_MB MB" 'make room (docker system df, apt-get clean, journalctl --vacuum-size=100M) or take a larger disk'
  ((free >= GOOD_DISK_MB)) || warn "$at has $free MB free; $GOOD_DISK_MB MB would leave room for three versions and backups."
  note "$os_name, $free MB of disk free"
}

# Ports that our nginx publishes; with a proxy of one's own it is a port of the loopback alone.
our_ports() {
  if [[ $tls == yes ]]; then
    say "$(port_setting HTTP_PORT 80) $(port_setting HTTPS_PORT 443)"
  else
    port_setting HTTP_PORT 8080
  fi
}

port_setting() {
  local value
  value=$(setting_of "$1")
  say "${value:-$2}"
}

check_ports() {
  local port holder
  command -v ss >/dev/null || return 0 # A dry run on a bare machine: nothing is installed yet, nothing listens.
  for port in $(our_ports); do
    holder=$(holder_of "$port")
    [[ -z $holder ]] || fail "port $port is taken by $holder" "$(free_port_remedy "$port" "$holder")"
  done
  note "$(our_ports)"
}

# Who listens on a TCP port, in words; nothing where nobody does or it is our own stack.
holder_of() {
  local line container
  line=$(ss -ltnpH "sport = :$1" 2>/dev/null | head -n 1)
  [[ -n $line ]] || return 0
  container=$(within 20 docker ps --filter "publish=$1" --format '{{.Names}} {{.Label "com.docker.compose.project.working_dir"}}' 2>/dev/null | head -n 1) || container=''
  if [[ -n $container ]]; then
    # Compose gives the folder of its file, which after a deploy is .deploy.
    [[ ${container#* } == "$dir" || ${container#* } == "$dir/.deploy" ]] || printf 'the container %s' "${container%% *}"
    return 0
  fi
  if [[ $line =~ \(\(\"([^\"]+)\",pid=([0-9]+) ]]; then
    printf '%s (process %s)' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  else
    printf 'another program'
  fi
}

free_port_remedy() {
  local name=${2%% *}
  case $2 in
    'the container '*) say "stop it: docker stop ${2##* }" ;;
    nginx* | apache2* | caddy* | lighttpd*) say "end it and keep it from starting: systemctl disable --now $name; or, to keep it in front, use --no-tls and send your host name from it to 127.0.0.1:8080" ;;
    *) say "end it, or find what starts it: systemctl status ${2//[!0-9]/}" ;;
  esac
}
