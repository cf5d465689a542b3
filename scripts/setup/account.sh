#!/usr/bin/env bash
# Sourced by setup-vps.sh: the user that deploys. It has no password and signs in by key.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly USER_NAME=deploy

home_of() { getent passwd "$1" | cut -d: -f6; }
keys_of() { printf '%s/.ssh/authorized_keys' "$(home_of "$1")"; }

# Whole keys in a file, as sshd counts them; 0 where it is not there.
count_keys() {
  if [[ ! -s $1 ]] || ! command -v ssh-keygen >/dev/null; then
    printf 0
    return
  fi
  ssh-keygen -lf "$1" 2>/dev/null | grep -c '^[0-9]' || true
}

keep_account() {
  if ! getent passwd $USER_NAME >/dev/null; then
    # A star, not a lock: some sshd refuse a locked user even with a key.
    change "make the user $USER_NAME" useradd --create-home --shell /bin/bash --user-group --password '*' $USER_NAME
  fi
  if [[ " $(id -nG $USER_NAME 2>/dev/null) " != *' docker '* ]]; then
    change "let $USER_NAME use Docker (which is as much as root)" usermod -aG docker $USER_NAME
  fi
  keep_keys
}

keep_keys() {
  local source lines line file missing=''
  source=$ssh_key
  if [[ -n $source ]]; then check_key_file "$source"; fi
  file=$(keys_of $USER_NAME)
  # A key that was taken away on purpose does not come back by a second run.
  if [[ -z $source ]] && (($(count_keys "$file") > 0)); then
    note "$(count_keys "$file") keys may sign in as $USER_NAME"
    return
  fi
  [[ -n $source ]] || source=$(keys_of_caller)
  # A key that only runs a command (cloud images give root one that says "sign in as ubuntu") is nobody's way in.
  if [[ -n $source ]]; then lines=$(grep -vE '^[[:space:]]*(#|$)|command=' "$source") || lines=''; else lines=''; fi
  while IFS= read -r line; do
    [[ -z $line ]] || grep -qxF -- "$line" "$file" 2>/dev/null || missing+=$line$'\n'
  done <<<"$lines"
  if [[ -n $missing ]]; then
    change "let $(grep -c . <<<"$missing") keys of $source sign in as $USER_NAME" add_keys "$missing"
  elif (($(count_keys "$file") == 0)); then
    warn "Nobody can sign in as $USER_NAME yet, for there is no key: run this again with --ssh-key FILE."
  fi
}

check_key_file() {
  ! grep -q 'PRIVATE KEY' "$1" || fail "$1 is a private key" "never send one to a server; give the public one: --ssh-key $1.pub"
  command -v ssh-keygen >/dev/null || return 0
  (($(count_keys "$1") > 0)) || fail "$1 holds no public key" 'give a file such as ~/.ssh/id_ed25519.pub; ssh-keygen -t ed25519 makes one'
}

# The one who runs this signs in by key already, it is to be hoped.
keys_of_caller() {
  local user file
  for user in "${SUDO_USER:-}" root; do
    [[ -n $user ]] || continue
    file=$(keys_of "$user")
    if (($(count_keys "$file") > 0)); then
      printf '%s' "$file"
      return
    fi
  done
}

add_keys() {
  local folder file
  file=$(keys_of $USER_NAME) && folder=$(dirname "$file") &&
    install -d -m 0700 -o $USER_NAME -g $USER_NAME "$folder" &&
    { [[ ! -s $file || -z $(tail -c 1 "$file") ]] || printf '\n' >>"$file"; } &&
    printf '%s' "$1" >>"$file" && chown $USER_NAME:$USER_NAME "$file" && chmod 0600 "$file"
}
