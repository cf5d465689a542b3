#!/usr/bin/env bash
# Sourced by deploy-vps.sh: what runs, and whether that is what was deployed.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

show_status() {
  local keeper colour id
  faults=0
  look
  printf 'project   %s\n' "$project"
  if [[ -z $nginx && -z $(containers_of blue)$(containers_of green) ]]; then
    printf 'live      nothing runs\n'
    show_kept
    exit "$FAILED"
  fi
  find_live || true
  sweep_if_idle
  keeper=$(live_container "$live")
  show_live "$live" "$keeper"
  for colour in blue green; do
    for id in $(containers_of "$colour"); do
      [[ $id == "$keeper" ]] || show_other "$colour" "$id"
    done
  done
  show_kept
  show_history
  compare "$live" "$keeper"
  exit "$faults"
}

show_live() {
  local state runs readers
  if [[ -z $2 ]]; then
    printf 'live      %-5s  nothing runs there\n' "$1"
    faults=1
    return
  fi
  state=$(state_of "$2")
  [[ $state == ready ]] || faults=1
  read -r _ runs readers <<<"$(report_of "$2")"
  printf 'live      %-5s  %s  %s, %s live runs, %s readers, since %s\n' "$1" "$(version_of "$2")" "$state" "$runs" "$readers" "$(started_of "$2")Z"
}

show_other() {
  local runs readers word=draining
  if ! is_running "$2"; then
    printf 'ended     %-5s  %s\n' "$1" "$(version_of "$2")"
    return
  fi
  is_retired "$2" || word=starting
  read -r _ runs readers <<<"$(report_of "$2")"
  printf '%-9s %-5s  %s  %s live runs, %s readers\n' "$word" "$1" "$(version_of "$2")" "$runs" "$readers"
}

show_kept() {
  local id tag
  while read -r id tag; do
    [[ -z $tag ]] || printf 'kept      %s  (%s)\n' "$(version_in "$id")" "$tag"
  done < <(kept_images)
}

show_history() {
  [[ -f $deployed/history ]] || return 0
  tail -n 5 "$deployed/history" | while IFS=$'\t' read -r at what version colour result seconds; do
    printf 'history   %s  %-8s  %s  %s  %s  %s s\n' "$at" "$what" "$version" "$colour" "$result" "$seconds"
  done
}

differs() {
  printf 'differs   %s\n' "$1"
  faults=1 has_differed=yes
}

# What a plain `docker compose up -d` would do, against what runs.
compare() {
  local keeper=$2 has_differed=''
  open_scratch
  if [[ ! -f $frozen ]]; then
    differs "$frozen is missing, so a plain \`docker compose up -d\` is not what was deployed; the next deploy makes it anew"
  elif [[ -n $keeper ]]; then
    [[ $(hash_of "$keeper") == "$(hash_in "$frozen" "$live")" ]] ||
      differs "the container of $live is not what $frozen says: it was made by something else than deploy-vps.sh"
    [[ -z $nginx || $(hash_of "$nginx") == "$(hash_in "$frozen" nginx)" ]] ||
      differs "nginx is not what $frozen says; deploy with --with-nginx makes it so"
    ! service_part "$frozen" "$live" | grep -q '^      - standby$' || differs "$frozen holds the other colour: a deploy broke off; the next one mends it"
    ! is_retired "$keeper" || differs 'the live container would not come back after a restart: a deploy broke off; the next one mends it'
  fi
  [[ -n $nginx ]] || differs 'nginx does not run'
  grep -q '^COMPOSE_FILE=\.deploy/compose\.yml' "$env_file" 2>/dev/null || [[ ! -f $frozen ]] ||
    differs "$env_file lacks its line COMPOSE_FILE=.deploy/compose.yml; the next deploy adds it"
  [[ -n $has_differed ]] || printf 'state     disk and engine agree\n'
}

# Status changes nothing but what has ended anyway, and not while a deploy is at work.
sweep_if_idle() {
  local path
  path=$(lock_path)
  if command -v flock >/dev/null && [[ -e $path ]]; then
    exec 9<"$path" || return 0
    if flock -n 9; then
      sweep
    elif [[ -f $deployed/at-work ]]; then
      printf 'at work   %s\n' "$(cat "$deployed/at-work")"
    fi
    exec 9<&-
  else
    sweep
  fi
}

# What has ended, and images that only it kept.
sweep() {
  sweep_ended
  [[ ! -d $deployed/deploys ]] || drop_old_images
}

# Each container with its name in front; a colour that starts later is seen too.
follow_logs() {
  local ids
  ids=$(bounded 60 docker ps -aq --filter "label=com.docker.compose.project=$project")
  [[ -n $ids ]] || fail "$NOT_POSSIBLE" "Nothing runs as the project $project."
  trap 'end_logs; rm -rf "$scratch"; exit 0' INT TERM HUP
  local seen='' id from=$since
  while :; do
    for id in $(bounded 60 docker ps -q --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.oneoff=False); do
      [[ $seen != *"$id"* ]] || continue
      seen+=" $id"
      follow_one "$id" "$from" &
    done
    # One that starts from now on is shown from its beginning.
    from=1h
    rest 2
    [[ -n $(bounded 60 docker ps -q --filter "label=com.docker.compose.project=$project") ]] || break
  done
  end_logs
}

follow_one() {
  local name
  name=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}}-{{index .Config.Labels "com.docker.compose.container-number"}}' "$1")
  docker logs -f --since "$2" "$1" 2>&1 | while IFS= read -r line; do printf '%-8s | %s\n' "$name" "$line"; done
}

end_logs() {
  local pid
  for pid in $(jobs -p); do
    pkill -P "$pid" 2>/dev/null || true
    kill "$pid" 2>/dev/null || true
  done
}
