#!/usr/bin/env bash
# Sourced by deploy-vps.sh: what .env says. Secrets go into files of their own, so that `docker inspect` shows none.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly SECRETS=(OPENAI_API_KEY STREAMING_PROXY_KEY UI_PASSWORD STATUS_KEY)
secret_values=()

file_of_secret() { tr '[:upper:]' '[:lower:]' <<<"$1"; }

# .env is read by Compose itself, which knows quotes, remarks and $NAMES; what it prints as JSON has a line each.
read_secrets() {
  local name value path given
  : >"$scratch/values"
  if [[ -f $env_file ]]; then
    (umask 077 && printf 'services: {settings: {image: none, env_file: [{path: "%s"}]}}\n' "$env_file" >"$scratch/settings.yml")
    (umask 077 && bounded 60 docker compose -p "$project" --project-directory "$scratch" -f "$scratch/settings.yml" config --format json \
      >"$scratch/values" 2>"$scratch/why") || { say_compose_fault "$scratch/why"; fail "$BAD_SETTINGS" ".env cannot be read by Compose$(bad_line)."; }
  fi
  secret_values=()
  for name in "${SECRETS[@]}"; do
    value=$(json_value "$name") path=$(json_value "${name}_FILE")
    if [[ -n $path && $path != /dev/null ]]; then
      [[ $path == /* ]] || path=$home/$path
      [[ -f $path && -r $path ]] || fail "$BAD_SETTINGS" "${name}_FILE in .env names $path, which $(id -un) cannot read."
      given=$(tr -d '\r' <"$path")
      [[ -z $given || -z $value ]] || fail "$BAD_SETTINGS" ".env sets $name and ${name}_FILE; set one of them."
      value=${value:-$given}
    fi
    secret_values+=("$value")
  done
  # A kill -9 must not leave them lying about.
  rm -f "$scratch/values"
}

# Text of one name in Compose's JSON; `$$` is a `$` there.
json_value() {
  local text
  [[ -f $scratch/values ]] || return 0
  text=$(sed -nE "s/^ *\"$1\": \"(.*)\",?\$/\1/p" "$scratch/values" | tail -n 1)
  text=${text//\$\$/\$}
  text=${text//\\u003c/<}
  text=${text//\\u003e/>}
  text=${text//\\u0026/&}
  text=${text//\\\"/\"}
  # printf knows the same words for the rest: \\ \n \t \r \u2028.
  printf '%b' "$text"
}

# The first line of .env that is none; never its value.
bad_line() {
  local at
  # One that begins with a quote and has no second one takes the lines below for its own.
  at=$(grep -nE "^[[:space:]]*(export[[:space:]]+)?[A-Za-z_][A-Za-z0-9_.]*[[:space:]]*=[[:space:]]*(\"[^\"]*|'[^']*)\$" "$env_file" | head -n 1 | cut -d : -f 1) || true
  [[ -z $at ]] || { printf ': line %s has a quote that does not end' "$at" && return; }
  at=$(grep -nvE '^[[:space:]]*(#.*)?$|^[[:space:]]*(export[[:space:]]+)?[A-Za-z_][A-Za-z0-9_.]*[[:space:]]*([=:]|$)' "$env_file" | head -n 1 | cut -d : -f 1) || true
  [[ -z $at ]] || printf ': line %s is not NAME=value' "$at"
}

# What Compose says of a file is worth showing, but not where it quotes .env.
say_compose_fault() {
  grep -E "^(yaml|validating|service|services|'?services|invalid|error|unable|open |stat )|invalid (size|hostPort|containerPort|port|proto|duration|ip)" -i "$1" | grep -v '\.env' | head -n 3 | cut -c 1-300 | redact >&2 || true
}

# Secrets out of a text that is shown.
redact() {
  local text value
  text=$(cat)
  for value in ${secret_values[@]+"${secret_values[@]}"}; do
    ((${#value} < 4)) || text=${text//"$value"/[secret]}
  done
  # A sign-in link is one until it is used.
  sed -E 's#/login/[A-Za-z0-9_-]+#/login/[secret]#g' <<<"$text"
}

# Names and values as one text: each value ends with a byte that no value holds.
secrets_as_text() {
  local at
  for at in "${!SECRETS[@]}"; do
    printf '%s\n%s\n' "$(file_of_secret "${SECRETS[at]}")" "$(printf '%s' "${secret_values[at]}" | base64 | tr -d '\n')"
  done
}

# Written over the old content at once and then cut to length: the running servers look at the same file, and read it anew.
# What was is kept beside it until the deploy is done.
# shellcheck disable=SC2016
readonly WRITE_SECRETS='set -e; umask 077; cd "$1"; rm -rf .before; mkdir .before
while IFS= read -r name && IFS= read -r value; do
  [ ! -f "$name" ] || cp -p "$name" .before/
  printf %s "$value" | base64 -d >.before/.new
  [ -e "$name" ] || : >"$name"
  if ! cmp -s .before/.new "$name"; then
    dd if=.before/.new of="$name" bs=64k conv=notrunc 2>/dev/null
    truncate -s "$(wc -c <.before/.new)" "$name"
  fi
  rm .before/.new; chown 65532:65532 "$name"; chmod 0400 "$name"
done'
# shellcheck disable=SC2016
readonly PUT_SECRETS_BACK='set -e; cd "$1"; [ -d .before ] || exit 0
for old in .before/*; do
  [ -f "$old" ] || continue
  name=${old#.before/}
  cmp -s "$old" "$name" || { dd if="$old" of="$name" bs=64k conv=notrunc 2>/dev/null; truncate -s "$(wc -c <"$old")" "$name"; }
done
rm -rf .before'
# shellcheck disable=SC2016
readonly FORGET_SECRETS='cd "$1" && rm -rf .before'

secrets_are_written=''
write_secrets() {
  mkdir -p "$deployed/secrets" && chmod 0755 "$deployed/secrets"
  local at has_one=''
  for at in "${!SECRETS[@]}"; do
    [[ -z ${secret_values[at]} && -f $deployed/secrets/$(file_of_secret "${SECRETS[at]}") && ! -s $deployed/secrets/$(file_of_secret "${SECRETS[at]}") ]] || has_one=yes
  done
  [[ -n $has_one ]] || return 0
  secrets_are_written=yes
  secrets_as_text | as_root_in "$deployed/secrets" "$WRITE_SECRETS" ||
    fail "$NOT_POSSIBLE" "The secrets could not be written to $deployed/secrets."
}

put_secrets_back() {
  [[ -n $secrets_are_written ]] || return 0
  secrets_are_written=''
  as_root_in "$deployed/secrets" "$PUT_SECRETS_BACK" </dev/null
}

forget_old_secrets() {
  [[ -n $secrets_are_written ]] || return 0
  secrets_are_written=''
  as_root_in "$deployed/secrets" "$FORGET_SECRETS" </dev/null || true
}

# FOLDER SCRIPT: as root, in a container of its own where we are somebody else. Secrets come by standard input, not as words.
as_root_in() {
  if [[ $(id -u) == 0 ]]; then
    sh -c "$2" sh "$1"
  else
    bounded 60 docker run --rm -i --network none --user 0:0 --entrypoint sh -v "$1:/secrets" nginx:1.30 -c "$2" sh /secrets
  fi
}

# The new version itself says whether it could start with .env.
check_settings() {
  step 'check settings'
  [[ -f $env_file ]] || return 0
  local status=0
  bounded 60 docker run --rm -i --network none --read-only --cap-drop ALL "$image_id" check-settings --env-file - \
    <"$env_file" >"$scratch/settings" 2>&1 || status=$?
  ((status)) || return 0
  if grep -q '^usage: devussy-web' "$scratch/settings"; then
    note 'that version cannot check settings; it will when it starts'
    return 0
  fi
  [[ -s $scratch/settings ]] ||
    fail "$FAILED" "The new version is no good: asked to check the settings, it ended without a word (exit code $status)."
  redact <"$scratch/settings" >&2
  fail "$BAD_SETTINGS" 'The new version would not start with this .env; the lines above say what to change.'
}

check_migration() {
  step 'check data'
  volume_exists data || return 0
  local status=0
  bounded 120 docker run --rm --network none --read-only --cap-drop ALL --tmpfs /tmp:uid=65532,gid=65532 \
    -v "${project}_data:/data" "$image_id" check-migration ${is_slow:+--slow} >"$scratch/migration" 2>&1 || status=$?
  if ((status == 0)); then
    note "$(tail -n 1 "$scratch/migration")"
  elif grep -q '^usage: devussy-web' "$scratch/migration"; then
    note 'that version cannot check the data; it will when it starts'
  else
    redact <"$scratch/migration" | tail -n 15 >&2
    fail "$FAILED" 'The new version cannot take over the data; the lines above say why. Nothing was touched.'
  fi
}
