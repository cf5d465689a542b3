#!/usr/bin/env bash
# Sourced by setup-vps.sh: systemd units, the first start and the first certificate.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly UNITS=/etc/systemd/system

keep_units() {
  local unit name timers=(devussy-web-backup.timer) reload=no
  [[ $tls == no ]] || timers+=(devussy-web-renew.timer)
  for unit in "$checkout"/deploy/systemd/*.{service,timer}; do
    name=${unit##*/}
    [[ $name != devussy-web-server.service ]] || continue # Without containers: not here.
    [[ $tls == yes || $name != devussy-web-renew.* ]] || continue
    keep_file "$UNITS/$name" 0644 root:root < <(sed "s#/opt/devussy-web#$dir#g" "$unit")
    [[ $kept_changed == no ]] || reload=yes
  done
  [[ $reload == no ]] || change 'let systemd read them' systemctl daemon-reload
  for name in devussy-web.service "${timers[@]}"; do
    systemctl is-enabled -q "$name" 2>/dev/null || change "switch $name on" systemctl enable "$name"
  done
  for name in "${timers[@]}"; do
    systemctl is-active -q "$name" || change "start $name" systemctl start "$name"
  done
  note "devussy-web.service ${timers[*]}"
}

# A script of the kit, in its folder, as the user whose it is.
as_deployer() { (cd "$dir" && runuser -u "$USER_NAME" -- "$@"); }

keep_running() {
  local options=(--local)
  [[ -z $image ]] || options+=(--image "$image")
  if ! is_running; then
    change_aloud 'build and start it (some minutes the first time)' as_deployer scripts/deploy-vps.sh deploy "${options[@]}"
  fi
  systemctl is-active -q devussy-web || change 'let systemd keep it' within 300 systemctl start devussy-web
}

is_running() {
  [[ -s $dir/.deploy/history ]] && [[ -n $(cd "$dir" && within 30 docker compose ps -q --status running 2>/dev/null) ]]
}

later_certificate() {
  warn "$1 Until then http://$domain says that the certificate is missing. Once it is put right: sudo -u $USER_NAME sh -c 'cd $dir && scripts/cert.sh issue'"
  late_code=11
}

keep_certificate() {
  local staged=() code=0
  if [[ $tls == no ]]; then
    note 'none (--no-tls)'
    return
  fi
  if has_certificate; then
    note "for $domain"
    return
  fi
  if ! points_here; then return; fi
  [[ $staging == no ]] || staged=(--staging)
  say "      get a certificate for $domain"
  step_changes=$((step_changes + 1))
  [[ $dry_run == no ]] || return 0
  as_deployer scripts/cert.sh issue "${staged[@]+"${staged[@]}"}" 2>&1 </dev/null | tee "$log" | sed 's/^/      | /' || code=$?
  ((code == 0)) || later_certificate "No certificate yet: $(last_reason) (cert.sh ended with $code)."
}

# Certificates live in a volume; nginx, which reads them, is asked.
has_certificate() {
  [[ $dry_run == no ]] || command -v docker >/dev/null || return 1
  (cd "$dir" 2>/dev/null && within 30 docker compose exec -T nginx test -e "/etc/letsencrypt/live/$domain/fullchain.pem" >/dev/null 2>&1)
}

# True where asking for a certificate makes sense: failed tries count against the authority's limits.
points_here() {
  local found own
  found=$(addresses_of "$domain")
  if [[ -z $found ]]; then
    later_certificate "$domain has no address in the DNS: a slip of the pen, or its record is not there yet."
    return 1
  fi
  own=$(own_addresses)
  # Behind a cloud's address translation the public address is not on the machine; and /etc/hosts may name it loopback.
  if ! has_public "$own" || ! has_public "$found"; then return 0; fi
  local address
  for address in $found; do
    grep -qxF -- "$address" <<<"$own" && continue
    later_certificate "$domain points to $address in the DNS, and this server is ${own//$'\n'/, }. A record that points elsewhere (an old AAAA, or a proxy such as Cloudflare) keeps the authority from reaching this server."
    return 1
  done
}

addresses_of() { within 20 getent ahosts "$1" 2>/dev/null | awk '{ print $1 }' | sort -u || true; }
own_addresses() { ip -o addr show scope global | awk '{ sub(/\/.*/, "", $4); print $4 }' | sort -u; }
has_public() { grep -qvE '^(127\.|10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|169\.254\.|::1$|f[cd]|fe80)' <<<"$1"; }
