#!/usr/bin/env bash
# Sourced by setup-vps.sh: packages of the distribution. Lists are fetched only when something is missing.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

lists_are_fresh=no lists_fault=''

# apt waits for a lock (a fresh server upgrades itself for minutes) and tries a mirror again.
apt() { DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Acquire::http::Timeout=30 "$@"; }

keep_packages() {
  check_dpkg
  local wanted=(ca-certificates curl openssl iproute2 unattended-upgrades)
  [[ $firewall == no ]] || wanted+=(ufw)
  install_missing "${wanted[@]}"
}

check_dpkg() {
  local broken
  broken=$(dpkg --audit 2>&1 | grep -E '^ ' | head -n 3 | awk '{ print $1 }' | paste -sd ' ') || broken=''
  [[ -z $broken ]] || fail "dpkg was interrupted earlier and these packages are half installed: $broken" 'dpkg --configure -a && apt-get -f install'
}

# install_missing PACKAGE...: those of them that are not installed, in one go.
install_missing() {
  local package missing=()
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  ((${#missing[@]})) || return 0
  fetch_lists
  change "install ${missing[*]}" install_packages "${missing[@]}"
}

install_packages() {
  apt install -y --no-install-recommends "$@" && return
  # Of a mirror that cannot be reached apt only warns; what it then says of packages would mislead.
  [[ -z $lists_fault ]] || printf 'E: %s\n' "$lists_fault"
  return 1
}

# Fetches the lists once a run.
fetch_lists() {
  [[ $lists_are_fresh == no && $dry_run == no ]] || return 0
  say '      fetch the lists of packages'
  : >"$log"
  apt update >>"$log" 2>&1 </dev/null || fail "apt-get update did not work: $(last_reason)" "$(remedy_for packages)"
  lists_fault=$(grep -aE '^(W|E): Failed to fetch' "$log" | tail -n 1 | sed -E 's/^[WE]: //') || lists_fault=''
  lists_are_fresh=yes
}

has_candidate() {
  local candidate
  candidate=$(apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')
  [[ -n $candidate && $candidate != '(none)' ]]
}
