#!/usr/bin/env bash
# Sourced by deploy-vps.sh: the two colours, which is live, and their containers. All of it is asked of the engine.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly SERVER=/app/devussy-web
nginx='' live=''
# What the last look at the engine has shown: a container a line, the newest first.
table=''

other_colour() { if [[ $1 == blue ]]; then printf green; else printf blue; fi; }
stage_port() { if [[ $1 == blue ]]; then printf 8081; else printf 8082; fi; }

# Each call of the engine costs: two of them tell all there is to know.
look() {
  local ids
  ids=$(bounded 60 docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.oneoff=False)
  table=''
  # shellcheck disable=SC2086 # Ids are words.
  [[ -z $ids ]] || table=$(bounded 60 docker inspect --format '{{.Id}}|{{index .Config.Labels "com.docker.compose.service"}}|{{.State.Running}}|{{.HostConfig.RestartPolicy.Name}}|{{index .Config.Labels "com.docker.compose.config-hash"}}|{{index .Config.Labels "'$LABEL'"}}|{{.Image}}|{{.State.StartedAt}}|{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' $ids 2>/dev/null) || true
  nginx=$(awk -F '|' '$2 == "nginx" && $3 == "true" { print $1; exit }' <<<"$table")
}

# Ids of a service's containers, the newest first, in whatever state.
containers_of() { awk -F '|' -v service="$1" '$2 == service { print $1 }' <<<"$table"; }
# ID COLUMN
cell() { awk -F '|' -v id="$1" -v column="$2" '$1 == id { print $column; exit }' <<<"$table"; }
is_running() { [[ $(cell "$1" 3) == true ]]; }
# One that has been live and is no longer does not come back after a restart of the engine.
is_retired() { [[ $(cell "$1" 4) == no ]]; }
hash_of() { cell "$1" 5; }
version_of() { cell "$1" 6; }
image_of() { cell "$1" 7; }
started_of() { cell "$1" 8 | cut -c 1-19; }
address_of() { cell "$1" 9 | cut -d ' ' -f 1; }
field() { bounded 60 docker inspect --format "$2" "$1" 2>/dev/null; }

# Sets $live: the colour that nginx sends requests to; the file says it.
find_live() {
  local words='if [ -f /live/green ]; then echo green; else echo blue; fi'
  live=blue
  if [[ -n $nginx ]]; then
    live=$(in_nginx 101 sh -c "$words" </dev/null) || return 1
  elif volume_exists live; then
    live=$(bounded 60 docker run --rm --network none --entrypoint sh -v "${project}_live:/live:ro" nginx:1.30 -c "$words") || return 1
  fi
  [[ $live == blue || $live == green ]]
}

# COLOUR: one file that is there or not, so there is no moment in between. On the disk before we go on.
write_live() {
  local words="rm -f /live/green"
  [[ $1 == blue ]] || words="touch /live/green"
  in_nginx 0 sh -c "$words && sync /live" </dev/null 2>/dev/null && live=$1
}

# The container of the live colour that is meant: the newest that runs, one that is not retired first.
live_container() {
  local id best=''
  for id in $(containers_of "$1"); do
    is_running "$id" || continue
    is_retired "$id" || { printf '%s' "$id" && return; }
    best=${best:-$id}
  done
  printf '%s' "$best"
}

# Asks a container, from here where its network can be reached, else from nginx's; a Mac's engine is in a machine of its own.
ask_at() {
  local address=$1 port=$2 path=$3
  [[ -n $address ]] || return 1
  # One that has just gone is not waited for: a server that is busy has its connection taken by the kernel at once.
  curl -fsS --noproxy '*' --connect-timeout 1 --max-time 3 "http://$address:$port$path" 2>/dev/null && return
  [[ -n $nginx ]] || return 1
  in_nginx 101 curl -fsS --connect-timeout 1 --max-time 3 "http://$address:$port$path" </dev/null 2>/dev/null
}

# How it is: ready, starting, restarting (has ended at least once), ended, gone.
state_of() {
  local state
  state=$(field "$1" '{{.State.Running}} {{.RestartCount}} {{.State.Restarting}}') || { printf gone && return; }
  case $state in
    'true 0 false') if is_ready "$1"; then printf ready; else printf starting; fi ;;
    'false 0 false') printf ended ;;
    *) printf restarting ;;
  esac
}

# Before nginx is there for the first time, and where it cannot be reached, the program asks itself.
is_ready() {
  ask_at "$(address_of "$1")" 8000 /readyz >/dev/null || bounded 60 docker exec "$1" "$SERVER" health >/dev/null 2>&1
}

wait_ready() {
  local id=$1 until=$((SECONDS + patience)) state
  step "wait for $2 to get ready"
  while :; do
    state=$(state_of "$id")
    case $state in
      ready) return ;;
      starting) ((SECONDS < until)) || break ;;
      *) break ;;
    esac
    rest 0.2
  done
  last_words "$id"
  case $state in
    starting) fail "$FAILED" "The new version did not get ready within $patience s." ;;
    *) fail "$FAILED" "The new version ended instead of getting ready$(why_ended "$id")." ;;
  esac
}

# What the engine has seen: a process that was out of memory has no words of its own.
why_ended() {
  local seen
  seen=$(bounded 10 docker events --since 15m --until "$(date +%s)" --filter "container=$1" --filter type=container \
    --format '{{.Action}} {{.Actor.Attributes.exitCode}}' 2>/dev/null) || true
  if grep -q '^oom' <<<"$seen" || [[ $(field "$1" '{{.State.OOMKilled}}') == true ]]; then
    printf ': it was out of memory (MEMORY_LIMIT is %s)' "$(setting MEMORY_LIMIT 512m)"
  else
    seen=$(sed -nE 's/^die ([0-9]+)$/\1/p' <<<"$seen" | head -n 1)
    printf ' (exit code %s)' "${seen:-$(field "$1" '{{.State.ExitCode}}')}"
  fi
}

last_words() {
  [[ -n $(field "$1" '{{.Id}}') ]] || return 0
  printf '%s\n' '--- the last lines of its log' >&2
  bounded 10 docker logs --tail 12 "$1" 2>&1 | cut -c 1-500 | redact >&2 || true
  printf '%s\n' '---' >&2
}

restart_policy() { bounded 60 docker update --restart="$1" "$2" >/dev/null; }

# What a container says of itself: "STATE RUNS READERS", also when it takes no request any more.
report_of() {
  local text
  text=$(ask_at "$(address_of "$1")" 8000 /health) || text=$(bounded 60 docker exec "$1" "$SERVER" health --state 2>/dev/null) || true
  printf '%s %s %s' "$(json_word state "$text")" "$(json_number liveRuns "$text")" "$(json_number readers "$text")"
}

json_word() { local it; it=$(sed -nE "s/.*\"$1\": ?\"([^\"]*)\".*/\1/p" <<<"$2" | tail -n 1); printf '%s' "${it:--}"; }
json_number() { local it; it=$(sed -nE "s/.*\"$1\": ?([0-9]+).*/\1/p" <<<"$2" | tail -n 1); printf '%s' "${it:--}"; }
