#!/usr/bin/env bash
# Sourced by deploy-vps.sh: what was deployed when, and the configuration of each deploy for the way back.
# shellcheck disable=SC2154 # The parts share their variables.

readonly KEPT_DEPLOYS=12

# VERSION COLOUR RESULT: a line of .deploy/history, parts divided by tabs.
record() {
  [[ -d $deployed && -w $deployed ]] || return 0
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$command" "$1" "$2" "$3" $((SECONDS - began)) >>"$deployed/history"
}

# Names of kept configurations, the newest first.
deploy_names() { (cd "$deployed/deploys" 2>/dev/null && printf '%s\n' [0-9]*.yml | grep -v '\*' | sort -r) || true; }

image_of_deploy() { service_part "$deployed/deploys/$1" blue | sed -nE 's/^    image: "?([^"]+)"?$/\1/p'; }

# $scratch/new.yml has both colours with the image and settings of this deploy.
keep_deploy() {
  local last number old count=0
  mkdir -p "$deployed/deploys"
  last=$(deploy_names | head -n 1)
  last=${last%.yml}
  number=$(printf '%06d' $((10#${last:-0} + 1)))
  (umask 077 && cp "$scratch/new.yml" "$deployed/deploys/$number.new") && mv "$deployed/deploys/$number.new" "$deployed/deploys/$number.yml"
  for old in $(deploy_names); do
    count=$((count + 1))
    ((count <= KEPT_DEPLOYS)) || rm -f "$deployed/deploys/$old"
  done
}

# The deploy to go back to: the newest of that version, or the newest that is another than what runs.
earlier_deploy() {
  local name current tag
  current=$(deploy_names | head -n 1)
  for name in $(deploy_names); do
    tag=$(image_of_deploy "$name")
    image_field "$tag" '{{.Id}}' >/dev/null || continue
    if [[ -n $version_asked ]]; then
      [[ $(version_in "$tag") == "$version_asked" ]] || continue
    else
      ! cmp -s "$deployed/deploys/$name" "$deployed/deploys/$current" || continue
    fi
    printf '%s' "$name"
    return
  done
}
