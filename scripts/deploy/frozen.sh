#!/usr/bin/env bash
# Sourced by deploy-vps.sh: .deploy/compose.yml, the whole configuration of what is deployed, with nothing left to resolve. Neither a
# `git pull` nor a line in .env changes what a plain `docker compose up -d` does; the next deploy does.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

# Makes $scratch/new.yml: what the files and .env mean now, with this image for both colours.
freeze() {
  local name
  {
    printf 'services:\n'
    for name in blue green; do
      cat <<YAML
  $name:
    image: '$1'
    # Never another one of that name from elsewhere.
    pull_policy: never
    build: !reset null
    scale: 1
    environment:
YAML
      # What .env holds of them would stand in `docker inspect`; they come as files.
      for secret in "${SECRETS[@]}"; do printf "      %s: ''\n" "$secret"; done
    done
    # Some versions of Compose count it in what makes a container another one, and the other colour is there or is not.
    # shellcheck disable=SC2086 # Files of this clone, a word each.
    ! grep -qE '^  nginx:' ${file_list//:/ } || printf '  nginx:\n    depends_on: !reset null\n'
    printf 'secrets:\n'
    for secret in "${SECRETS[@]}"; do
      printf '  %s: {file: "%s"}\n' "$(file_of_secret "$secret")" "$deployed/secrets/$(file_of_secret "$secret")"
    done
  } >"$scratch/deploy.yml"
  if ! (umask 077 && compose -f "$scratch/deploy.yml" config >"$scratch/new.yml" 2>"$scratch/why"); then
    say_compose_fault "$scratch/why"
    fail "$BAD_SETTINGS" "Compose cannot read ${file_list//:/, }$([[ ! -f $env_file ]] || bad_line)."
  fi
  local wanted
  for wanted in blue green nginx; do
    has_service "$scratch/new.yml" "$wanted" || fail "$BAD_SETTINGS" "The compose files (${file_list//:/, }) have no service $wanted, and a deploy needs blue, green and nginx. Without them: docker compose up -d"
  done
  hold_no_secret "$scratch/new.yml"
}

has_service() { [[ -n $(service_part "$1" "$2") ]]; }

# FILE SERVICE: its part of the file, as Compose writes it: two spaces a level, nothing else at the top.
service_part() {
  awk -v head="  $2:" '
    /^[^ ]/ { inside = 0; services = ($0 == "services:") }
    services && /^  [^ ]/ { inside = ($0 == head) }
    inside { print }' "$1"
}

services_in() { awk '/^[^ ]/ { on = ($0 == "services:") } on && /^  [^ ].*:$/ { sub(/^  /, ""); sub(/:$/, ""); print }' "$1"; }

# FILE SERVICE PART: the file with that part in the place of the service's own.
with_part() {
  awk -v head="  $2:" -v part="$3" '
    /^[^ ]/ { inside = 0; services = ($0 == "services:") }
    services && /^  [^ ]/ { inside = ($0 == head); if (inside) while ((getline line < part) > 0) print line }
    !inside { print }' "$1"
}

# A value of the environment may hold one under another name; then it was put there on purpose, but it would be shown.
hold_no_secret() {
  local at text
  # Not by grep: its words are in the process list.
  text=$(<"$1")
  for at in "${!SECRETS[@]}"; do
    ((${#secret_values[at]} >= 8)) || continue
    [[ $text != *"${secret_values[at]//\$/\$\$}"* ]] ||
      fail "$BAD_SETTINGS" "The value of ${SECRETS[at]} stands in another setting or in a compose file too, where \`docker inspect\` shows it. Take it out there."
  done
}

# FILE COLOUR…: the file with those colours switched off: they are not touched by a plain `up -d`, whether they drain or are gone.
without_colours() {
  local file=$1 colour
  shift
  cp "$file" "$scratch/part.yml"
  for colour in "$@"; do
    service_part "$scratch/part.yml" "$colour" | awk 'NR == 1 { print; print "    profiles:"; print "      - standby"; next }
      /^    profiles:/ { skip = 1; next } skip && /^      / { next } { skip = 0; print }' >"$scratch/colour.part"
    with_part "$scratch/part.yml" "$colour" "$scratch/colour.part" >"$scratch/part.next"
    mv "$scratch/part.next" "$scratch/part.yml"
  done
  cat "$scratch/part.yml"
}

# The same with those switched on.
with_colours() {
  local file=$1 colour
  shift
  cp "$file" "$scratch/part.yml"
  for colour in "$@"; do
    service_part "$scratch/part.yml" "$colour" | awk '/^    profiles:/ { skip = 1; next } skip && /^      / { next } { skip = 0; print }' >"$scratch/colour.part"
    with_part "$scratch/part.yml" "$colour" "$scratch/colour.part" >"$scratch/part.next"
    mv "$scratch/part.next" "$scratch/part.yml"
  done
  cat "$scratch/part.yml"
}

# Takes what must stay as it runs out of what was deployed last: the colour that is live, and nginx unless it may be made anew.
# $scratch/both.yml has both colours on, $scratch/next.yml the target alone.
compose_next() {
  local target=$1 other=$2
  cp "$scratch/new.yml" "$scratch/both.yml"
  if [[ -f $frozen ]]; then
    keep_part "$other"
    [[ -n $is_with_nginx ]] || keep_part nginx
  fi
  with_colours "$scratch/both.yml" blue green >"$scratch/on.yml" && mv "$scratch/on.yml" "$scratch/both.yml"
  without_colours "$scratch/both.yml" "$other" >"$scratch/next.yml"
  compose_frozen "$scratch/both.yml" config -q 2>"$scratch/why" && return
  say_compose_fault "$scratch/why"
  fail "$BAD_SETTINGS" 'The compose files have changed so much that nginx as it runs does not fit in any more. Deploy with --with-nginx.'
}

keep_part() {
  service_part "$frozen" "$1" >"$scratch/keep.part"
  [[ -s $scratch/keep.part ]] || return 0
  with_part "$scratch/both.yml" "$1" "$scratch/keep.part" >"$scratch/kept.yml" && mv "$scratch/kept.yml" "$scratch/both.yml"
}

# FILE: puts it into force for a plain `docker compose up -d`.
keep_frozen() {
  (umask 077 && cp "$1" "$frozen.new") && mv "$frozen.new" "$frozen"
}
