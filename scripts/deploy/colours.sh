#!/usr/bin/env bash
# Sourced by deploy-vps.sh: the two colours, which is live, and their containers. All of it is asked of the engine.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly SERVER=/app/devussy-web
nginx=''

other_colour() { if [[ $1 == blue ]]; then printf green; else printf blue; fi; }
stage_port() { if [[ $1 == blue ]]; then printf 8081; else printf 8082; fi; }

# Ids of a colour's containers, the newest first, in whatever state.
containers_of() {
  bounded 20 docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False
}

field() { bounded 20 docker inspect --format "$2" "$1" 2>/dev/null; }
is_running() { [[ $(field "$1" '{{.State.Running}}') == true ]]; }
version_of() { field "$1" "{{index .Config.Labels \"$LABEL\"}}"; }
# One that has been live and is no longer does not come back after a restart of the engine.
is_retired() { [[ $(field "$1" '{{.HostConfig.RestartPolicy.Name}}') == no ]]; }

# The colour that nginx sends requests to: the file says it.
live_colour() {
  local answer
  if [[ -n $nginx ]]; then
    answer=$(in_nginx 101 sh -c 'if [ -f /live/green ]; then echo green; else echo blue; fi') || return 1
  elif volume_exists live; then
    answer=$(bounded 60 docker run --rm --network none --entrypoint sh -v "${project}_live:/live:ro" nginx:1.30 -c 'if [ -f /live/green ]; then echo green; else echo blue; fi') || return 1
  else
    answer=blue
  fi
  printf '%s' "$answer"
}

# COLOUR: one file that is there or not, so there is no moment in between. On the disk before we go on.
write_live() {
  local words="rm -f /live/green"
  [[ $1 == blue ]] || words="touch /live/green"
  in_nginx 0 sh -c "$words && sync /live" </dev/null
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

# How it is: ready, starting, restarting (has ended at least once), ended, gone.
state_of() {
  local state
  state=$(field "$1" '{{.State.Running}} {{.RestartCount}} {{.State.Restarting}}') || { printf gone && return; }
  case $state in
    'true 0 false') if bounded 10 docker exec "$1" "$SERVER" health >/dev/null 2>&1; then printf ready; else printf starting; fi ;;
    'false 0 false') printf ended ;;
    *) printf restarting ;;
  esac
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

restart_policy() { bounded 20 docker update --restart="$1" "$2" >/dev/null; }

# What a container says of itself: "STATE RUNS READERS", also when it takes no request any more.
report_of() {
  local text
  text=$(bounded 10 docker exec "$1" "$SERVER" health --state 2>/dev/null) || true
  printf '%s %s %s' "$(json_word state "$text")" "$(json_number liveRuns "$text")" "$(json_number readers "$text")"
}

json_word() { local it; it=$(sed -nE "s/.*\"$1\": ?\"([^\"]*)\".*/\1/p" <<<"$2" | tail -n 1); printf '%s' "${it:--}"; }
json_number() { local it; it=$(sed -nE "s/.*\"$1\": ?([0-9]+).*/\1/p" <<<"$2" | tail -n 1); printf '%s' "${it:--}"; }
