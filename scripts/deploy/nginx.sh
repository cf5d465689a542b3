#!/usr/bin/env bash
# Sourced by deploy-vps.sh: nginx's templates and settings, changed without making nginx anew. They are tried before they count, and
# kept in the volume `live`, so that neither a `git pull` nor a deploy from another clone changes them unseen.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly NGINX_SETTINGS=(DOMAIN EXPOSE_STATUS HSTS_SECONDS HSTS_SUBDOMAINS HTTP3 HTTPS_PORT LIMIT_BURST LIMIT_CONNECTIONS LIMIT_REQUESTS LIMIT_STREAMS TRUSTED_PROXIES)
nginx_is_changed=''

# shellcheck disable=SC2016 # It is run elsewhere.
readonly APPLY_NGINX='set -e; cd /live; rm -rf before; mkdir before
for name in nginx nginx.env; do
  [ ! -e "$name" ] || mv "$name" before/
  mv "next/$name" "$name"
done
rmdir next'
# shellcheck disable=SC2016 # It is run elsewhere.
readonly PUT_NGINX_BACK='set -e; cd /live; [ -d before ] || exit 0
for name in nginx nginx.env; do rm -rf "$name"; [ ! -e "before/$name" ] || mv "before/$name" .; done
rmdir before; rm -rf next'

# NAME=value lines out of what Compose made of the files and .env for nginx.
nginx_settings() {
  local name value
  compose -f "$scratch/deploy.yml" config --format json 2>/dev/null |
    awk '/^  "services": \{/ { on = 1 } on && /^    "/ { at = ($0 ~ /^    "nginx": \{/) } on && at && /^      "environment": \{/ { env = 1; next }
      env && /^      \}/ { env = 0 } env { print }' >"$scratch/values"
  for name in "${NGINX_SETTINGS[@]}"; do
    value=$(json_value "$name")
    [[ $value != *$'\n'* ]] || fail "$BAD_SETTINGS" "$name has more than one line."
    printf '%s=%s\n' "$name" "$value"
  done
}

# Puts the new templates beside the old ones and proves them there: nothing is changed by it.
check_nginx() {
  step 'check nginx'
  nginx_settings >"$scratch/nginx.env"
  bring_templates || fail "$FAILED" 'The new templates could not be brought to nginx.'
  bounded 60 docker exec -u 101 -e LIVE_DIR=/live/next "$nginx" sh /live/next/nginx/render.sh check /live/next/nginx >"$scratch/why" 2>&1 && return
  in_nginx 0 rm -rf /live/next </dev/null || true
  tail -n 8 "$scratch/why" | redact >&2
  fail "$BAD_SETTINGS" 'nginx refuses its new templates or settings; the lines above say why. Nothing was changed.'
}

# One archive: the templates, and the settings beside them.
bring_templates() {
  rm -rf "$scratch/next" && mkdir -p "$scratch/next/nginx" &&
    cp -R nginx.conf deploy/nginx/. "$scratch/next/nginx/" && mv "$scratch/nginx.env" "$scratch/next/" &&
    COPYFILE_DISABLE=1 tar -C "$scratch" -cf - next |
    in_nginx 0 sh -c 'cd /live && rm -rf next && tar -x --no-same-owner -f - && chmod -R a+rX next'
}

# Streams go on through a reload: the old workers stay until their last one.
apply_nginx() {
  step 'apply nginx settings'
  nginx_is_changed=yes
  in_nginx 0 sh -c "$APPLY_NGINX" </dev/null || fail "$FAILED" "nginx's templates could not be put in place."
  in_nginx 101 sh /live/nginx/render.sh </dev/null >"$scratch/why" 2>&1 || {
    tail -n 8 "$scratch/why" >&2
    fail "$FAILED" 'nginx did not take its new settings; the lines above say why.'
  }
  note "$(tail -n 1 "$scratch/why")"
}

put_nginx_back() {
  [[ -n $nginx_is_changed && -n $nginx ]] || return 0
  nginx_is_changed=''
  in_nginx 0 sh -c "$PUT_NGINX_BACK" </dev/null && in_nginx 101 sh /etc/nginx/devussy/render.sh </dev/null >/dev/null 2>&1
}

# It runs as it was made; whether it would be made otherwise now.
say_nginx_due() {
  local now wanted
  now=$(hash_of "$nginx")
  wanted=$(compose_frozen "$scratch/new.yml" config --hash nginx 2>/dev/null | awk '{ print $2 }')
  [[ -n $wanted && $wanted != "$now" ]] || return 0
  # Its settings are in force already, by a reload.
  [[ ! -f $scratch/frozen.before || $(form_of_nginx "$scratch/frozen.before") != "$(form_of_nginx "$scratch/new.yml")" ]] || return 0
  note "nginx's part of the compose file has changed. To make it anew, at a quiet hour, since streams are cut and come back: scripts/deploy-vps.sh --with-nginx"
}

# FILE: nginx's part of it without the settings that a reload changes.
form_of_nginx() {
  local names
  names=$(IFS='|' && printf '%s' "${NGINX_SETTINGS[*]}")
  service_part "$1" nginx | grep -vE "^      ($names):"
}

# What answers where everybody asks: "VERSION COLOUR", or nothing where a name and TLS are wanted.
answer_of_nginx() {
  local text
  if [[ -n ${1:-} ]]; then
    text=$(ask_at "$(address_of "$nginx")" "$1" /health) || return 0
  else
    text=$(in_nginx 101 curl -fsS --max-time 3 "http://127.0.0.1:$NGINX_PORT/health" </dev/null 2>/dev/null) || return 0
  fi
  [[ $text == *'"version"'* ]] || return 0
  printf '%s %s' "$(json_word version "$text")" "$(json_word colour "$text")"
}
