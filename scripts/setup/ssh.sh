#!/usr/bin/env bash
# Sourced by setup-vps.sh: no more signing in by password, where nobody is locked out by that.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly SSHD_PART=/etc/ssh/sshd_config.d/10-devussy-web.conf

keep_ssh() {
  local open alone
  command -v sshd >/dev/null || { leave 'no SSH server is installed'; return; }
  open=$(password_ways)
  if [[ -z $open ]]; then
    note 'by key alone'
    return
  fi
  if ! has_way_in; then
    warn "SSH takes passwords, and stays so: no key is known that could sign in. Run this again with --ssh-key FILE."
    leave 'by password too, for there is no key'
    return
  fi
  alone=$(users_with_password_alone)
  if [[ -n $alone ]]; then
    # Not even --yes locks somebody out.
    say "      By password alone sign in: $alone"
    if [[ $dry_run == no ]] && ! assume_yes=no ask "They could not sign in any more. Switch signing in by password off all the same?"; then
      warn "SSH takes passwords, and stays so: $alone would be locked out. Give them keys, then run this again."
      leave 'by password too'
      return
    fi
  elif [[ $dry_run == no ]] && ! ask "Switch signing in by password off? Try in a second window first that you can sign in by key."; then
    warn 'SSH takes passwords, and stays so, for nobody said yes (--yes does).'
    leave 'by password too'
    return
  fi
  change "let SSH take keys alone ($SSHD_PART)" close_passwords
  [[ $dry_run == yes || -z $(password_ways) ]] ||
    fail "another file of sshd's settings still allows passwords" 'sshd -T | grep -i password; then look in /etc/ssh/sshd_config and /etc/ssh/sshd_config.d'
}

# As sshd itself reads its files. Host keys may not be there yet on a machine that never ran it.
sshd_says() { mkdir -p /run/sshd && sshd -T 2>/dev/null; }

password_ways() {
  sshd_says | awk '$1 == "passwordauthentication" && $2 == "yes" || $1 == "kbdinteractiveauthentication" && $2 == "yes" { print $1 }'
}

# A key for a user that can come to root's rights: deploy (by Docker), root, or who runs this.
has_way_in() {
  local user
  for user in $USER_NAME root "${SUDO_USER:-}"; do
    [[ -n $user ]] || continue
    if (($(count_keys "$(keys_of "$user")") > 0)); then return 0; fi
  done
  return 1
}

users_with_password_alone() {
  local user password shell names=()
  while IFS=: read -r user _ _ _ _ _ shell; do
    [[ $shell != */nologin && $shell != */false ]] || continue
    password=$(getent shadow "$user" | cut -d: -f2)
    [[ $password == '$'* ]] || continue
    (($(count_keys "$(keys_of "$user")") > 0)) || names+=("$user")
  done < <(getent passwd)
  printf '%s' "${names[*]+"${names[*]}"}"
}

close_passwords() {
  put_file "$SSHD_PART" 0644 root:root '# Written by setup-vps.sh. The first file that names a setting wins; this one is read early.
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
' && includes_parts || return 1
  # A file that sshd does not take must not stay: at the next start nobody could sign in.
  if ! sshd -t; then
    rm -f "$SSHD_PART"
    return 1
  fi
  # Sessions that are open stay open. Where systemd listens for sshd, the next one reads the file by itself.
  if systemctl is-active -q ssh; then systemctl reload ssh; fi
}

includes_parts() {
  grep -qiE '^[[:space:]]*Include[[:space:]]+.*/etc/ssh/sshd_config\.d/' /etc/ssh/sshd_config && return
  sed -i '1i Include /etc/ssh/sshd_config.d/*.conf' /etc/ssh/sshd_config
}
