#!/usr/bin/env bash
# Removes one container of a colour when it has drained: reap.sh PROJECT CONTAINER. deploy-vps.sh starts it and does not wait.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

main() {
  local project=$1 id=$2 policy is_told=''
  while :; do
    policy=$(docker inspect --format '{{.HostConfig.RestartPolicy.Name}} {{.State.Running}}' "$id" 2>/dev/null) || {
      # Gone; or the engine is, which comes back.
      docker version >/dev/null 2>&1 && exit 0
      sleep 5
      continue
    }
    case $policy in
      'no false') break ;;
      'no true') ;;
      # It was made live again.
      *) exit 0 ;;
    esac
    # The project was taken down around it. One that was left out of that is told to end, once: a second signal would cut it short.
    if [[ -z $is_told && -z $(others) ]]; then
      is_told=yes
      was_told || docker kill -s TERM "$id" >/dev/null 2>&1
    fi
    timeout 15 docker wait "$id" >/dev/null 2>&1 || sleep 1
  done
  remove
}

others() { docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" | grep -v "^$id"; }

was_told() {
  docker events --since 10m --until "$(date +%s)" --filter "container=$id" --filter event=kill --format told 2>/dev/null | grep -q told
}

# Under the lock, so that nobody is making it live at this moment.
remove() {
  if command -v flock >/dev/null; then
    exec 9<"/tmp/devussy-web-$project.lock" && flock -w 7200 9
  fi
  [[ $(docker inspect --format '{{.State.Running}}' "$id" 2>/dev/null) != false ]] || docker rm -v "$id" >/dev/null 2>&1
  ! command -v flock >/dev/null || exec 9<&-
  # Taken down around it, which did not cut its streams short: the network is the last that is left.
  [[ -n $(others) ]] || { docker network rm "${project}_default" >/dev/null 2>&1; return; }
  # It clears up where nobody is at work: an image may have been kept for this container alone.
  COMPOSE_PROJECT_NAME=$project "$here/../deploy-vps.sh" status
}

command -v timeout >/dev/null || timeout() { perl -e 'alarm shift; exec @ARGV' "$@"; }
main "$@"
exit 0
