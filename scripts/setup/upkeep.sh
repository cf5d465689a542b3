#!/usr/bin/env bash
# Sourced by setup-vps.sh: swap for small machines, and security updates that come by themselves.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly ENOUGH_MEMORY_MB=2000 SWAP_FILE=/swapfile SWAP_MB=1024

keep_swap() {
  local memory swap
  memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
  swap=$(awk '/^SwapTotal/ { print int($2 / 1024) }' /proc/meminfo)
  if ((swap > 0)); then
    note "$memory MB of memory, $swap MB of swap"
    return
  fi
  if ((memory >= ENOUGH_MEMORY_MB)); then
    note "$memory MB of memory need none"
    return
  fi
  if (($(df -Pm / | awk 'NR == 2 { print $4 }') < SWAP_MB * 3)); then
    warn "This machine has $memory MB of memory and no swap, and too little disk for one: building an image here may fail."
    leave 'too little disk'
    return
  fi
  change "make $SWAP_MB MB of swap in $SWAP_FILE" make_swap
  grep -qE "^${SWAP_FILE}[[:space:]]" /etc/fstab ||
    change 'use it after each start (/etc/fstab)' sh -c "printf '%s none swap sw 0 0\n' $SWAP_FILE >>/etc/fstab"
  # Memory first: swap is for the moments in which an image is built.
  keep_file /etc/sysctl.d/60-devussy-web.conf 0644 root:root <<<'vm.swappiness = 10'
  [[ $kept_changed == no ]] || change 'let the system read it' sysctl -q -p /etc/sysctl.d/60-devussy-web.conf
}

make_swap() {
  if [[ ! -f $SWAP_FILE ]]; then
    # Written and not only reserved: some file systems refuse a swap file with holes.
    if ! { dd if=/dev/zero of="$SWAP_FILE.new" bs=1M count="$SWAP_MB" status=none && chmod 0600 "$SWAP_FILE.new" &&
      mkswap "$SWAP_FILE.new" && mv "$SWAP_FILE.new" "$SWAP_FILE"; }; then
      rm -f "$SWAP_FILE.new"
      return 1
    fi
  fi
  swapon "$SWAP_FILE"
}

keep_upgrades() {
  note 'unattended-upgrades, daily'
  if [[ $(periodic Update-Package-Lists) != 0 && $(periodic Unattended-Upgrade) != 0 ]]; then return; fi
  keep_file /etc/apt/apt.conf.d/21devussy-web-upgrades 0644 root:root <<'CONF'
// Security updates by themselves, each day. Restarts are left to you.
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
CONF
}

periodic() {
  local value
  value=$(apt-config dump "APT::Periodic::$1" | sed -nE 's/.*"(.*)";$/\1/p' | tail -n 1)
  printf '%s' "${value:-0}"
}
