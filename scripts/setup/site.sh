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
  elif [[ $settings_changed == yes ]]; then
    change_aloud 'start it with the new settings' as_deployer scripts/deploy-vps.sh deploy "${options[@]}" --with-nginx
  fi
  systemctl is-active -q devussy-web || change 'let systemd keep it' within 300 systemctl start devussy-web
  note "$(as_deployer docker compose ps --services --status running 2>/dev/null | paste -sd ' ')"
}

is_running() {
  [[ -s $dir/.deploy/history ]] && [[ -n $(cd "$dir" && within 30 docker compose ps -q --status running 2>/dev/null) ]]
}

later_certificate() {
  warn "$1 Until there is a certificate http://${domain%%,*} says so. To try again: sudo -u $USER_NAME $dir/scripts/cert.sh issue"
  late_code=11
  leave 'none yet'
}

keep_certificate() {
  local staged=() code=0
  if [[ $tls == no ]]; then
    leave 'none (--no-tls)'
    return
  fi
  if has_certificate; then
    note "for $domain"
    return
  fi
  if [[ -n $name_fault ]]; then
    later_certificate "$name_fault"
    return
  fi
  [[ $staging == no ]] || staged=(--staging)
  step_changes=$((step_changes + 1))
  if [[ $dry_run == yes ]]; then
    say "      would get a certificate for $domain"
    return
  fi
  say "      get a certificate for $domain"
  as_deployer scripts/cert.sh issue "${staged[@]+"${staged[@]}"}" 2>&1 </dev/null | tee "$log" | sed -u 's/^/      | /' || code=$?
  ((code == 0)) || later_certificate "There is no certificate yet: $(last_reason) (cert.sh ended with $code)."
}

# A trial certificate counts as one only where no other is asked for.
has_certificate() {
  local status
  if [[ ! -x $dir/scripts/cert.sh ]] || ! command -v docker >/dev/null; then return 1; fi
  status=$(as_deployer scripts/cert.sh status 2>/dev/null) || return 1
  [[ -n $status && $status != 'There is no certificate'* ]] && [[ $staging == yes || $status != *': staging certificate'* ]]
}
