#!/usr/bin/env bash
# Sourced by setup-vps.sh: .env beside the compose file, and the secrets that are made for it.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

made_secrets=() settings_changed=no

# The value of a setting in .env: the last line that gives it counts, quotes and remarks are no part of it.
setting_of() {
  local value
  value=$(sed -nE "s/^(export +)?$1=(.*)\$/\2/p" "$dir/.env" 2>/dev/null | tail -n 1 | tr -d '\r' | sed -E 's/[[:space:]]+#.*$//')
  value=${value#[\"\']}
  printf '%s' "${value%[\"\']}"
}

keep_settings() {
  local file=$dir/.env
  if [[ -f $file ]] && grep -q $'\r' "$file"; then
    fail "$file has Windows line ends, which become part of the values" "sed -i 's/\\r\$//' $file"
  fi
  if [[ ! -f $file ]]; then
    keep_file "$file" 0600 "$USER_NAME:$USER_NAME" <<'ENV'
# Settings of this server. All that there are: .env.example
# After a change: scripts/deploy-vps.sh deploy --local
ENV
  elif ! has_rights "$file" 600 "$USER_NAME:$USER_NAME"; then
    change "keep $file from others (0600)" sh -c "chown $USER_NAME:$USER_NAME '$file' && chmod 0600 '$file'"
  fi
  if [[ -n $domain ]]; then
    keep_setting DOMAIN "$domain"
    [[ $(setting_of PUBLIC_URL) == *"//${domain%%,*}"* ]] || keep_setting PUBLIC_URL "https://${domain%%,*}"
  fi
  if [[ $tls == yes ]]; then
    [[ -z $email ]] || keep_setting ACME_EMAIL "$email"
    has_tls_files || keep_setting COMPOSE_FILE docker-compose.yml:docker-compose.prod.yml
  elif has_tls_files; then
    keep_setting COMPOSE_FILE docker-compose.yml
  fi
  ((step_changes == 0)) || settings_changed=yes
  note "$file"
}

# After a deploy the line names what was deployed, and as a remark what that was made of.
has_tls_files() { grep -qE '^COMPOSE_FILE=.*docker-compose\.prod\.yml' "$dir/.env" 2>/dev/null; }

keep_setting() {
  [[ $(setting_of "$1") != "$2" ]] || return 0
  change "set $1=$2" put_setting "$1" "$2"
}

# put_setting NAME VALUE: only builtins see the value, so that no process list shows it.
put_setting() {
  local line text='' is_put=no
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line == "$1="* ]]; then
      [[ $is_put == no ]] || continue
      line=$1=$2
      is_put=yes
    fi
    text+=$line$'\n'
  done <"$dir/.env"
  [[ $is_put == yes ]] || text+=$1=$2$'\n'
  put_file "$dir/.env" 0600 "$USER_NAME:$USER_NAME" "$text"
}

keep_secrets() {
  local name
  for name in STREAMING_PROXY_KEY UI_PASSWORD STATUS_KEY; do
    has_secret "$name" || change "make $name" make_secret "$name"
  done
  note 'each is there'
}

# deploy-vps.sh keeps what it has taken from .env under .deploy/secrets.
has_secret() {
  local kept
  kept=$dir/.deploy/secrets/$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')
  [[ -n $(setting_of "$1") || -n $(setting_of "$1_FILE") || -s $kept ]]
}

make_secret() {
  local value
  # A person types the password; the others are only pasted.
  case $1 in
    UI_PASSWORD) value=$(openssl rand -base64 96 | tr -dc 'a-hjkmnp-z2-9' | cut -c 1-20) ;;
    *) value=$(openssl rand -hex 24) ;;
  esac
  ((${#value} >= 20)) && put_setting "$1" "$value" && made_secrets+=("$1=$value")
}

# Once, at the end, where they are not lost among the steps.
show_secrets() {
  ((${#made_secrets[@]})) || return 0
  say '' 
  say 'Made for this server, shown this once; keep them in your password manager:'
  printf '  %s\n' "${made_secrets[@]}"
}
