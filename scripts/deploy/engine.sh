#!/usr/bin/env bash
# Sourced by deploy-vps.sh: Docker, Compose, and what the machine has to have before anything is touched.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly OLDEST_COMPOSE=2.24.4 OLDEST_ENGINE=20.10
readonly NGINX_PORT=8080

# The folder for what is said in passing; away at every end.
scratch=''
open_scratch() {
  [[ -z $scratch ]] || return 0
  sweep_left "${TMPDIR:-/tmp}/devussy-deploy"
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/devussy-deploy-$$-XXXXXX")
}

# BEGINNING: folders of our own, BEGINNING-PROCESS-…, whose process was killed before it could clear up.
sweep_left() {
  local folder pid
  for folder in "$1"-*-*; do
    pid=${folder#"$1"-} pid=${pid%%-*}
    if [[ -O $folder && $pid =~ ^[0-9]+$ ]] && ! kill -0 "$pid" 2>/dev/null; then rm -rf "$folder"; fi
  done
}

need_engine() {
  open_scratch
  trap 'rm -rf "$scratch"' EXIT
  trap 'interrupted SIGINT' INT
  trap 'interrupted SIGTERM' TERM
  trap 'interrupted SIGHUP' HUP
  command -v docker >/dev/null || fail "$NOT_POSSIBLE" 'Docker is not installed here (no docker in PATH). scripts/setup-vps.sh installs it on a server.'
  local version why
  if ! version=$(bounded 60 docker version --format '{{.Server.Version}}' 2>"$scratch/why"); then
    why=$(last_line "$scratch/why")
    case $why in
      *'permission denied'*) fail "$NOT_POSSIBLE" "$(id -un) may not use Docker. Let an administrator run: usermod -aG docker $(id -un), and sign in anew; or use sudo." ;;
      *) fail "$NOT_POSSIBLE" "Docker does not answer (${why:-nothing within a minute}). Is it running? systemctl status docker" ;;
    esac
  fi
  is_at_least "$OLDEST_ENGINE" "$version" || fail "$NOT_POSSIBLE" "Docker $version is too old; $OLDEST_ENGINE is the oldest that does."
  if ! version=$(bounded 60 docker compose version --short 2>/dev/null); then
    fail "$NOT_POSSIBLE" "Compose v2 is missing$(command -v docker-compose >/dev/null && printf ' (docker-compose is the old v1)'): install the package docker-compose-v2 or docker-compose-plugin, $OLDEST_COMPOSE or later."
  fi
  is_at_least "$OLDEST_COMPOSE" "$version" || fail "$NOT_POSSIBLE" "Compose $version is too old; $OLDEST_COMPOSE is the oldest that does. Update the package docker-compose-v2 or docker-compose-plugin."
}

# WANTED VERSION
is_at_least() {
  local -a wanted got
  IFS=. read -r -a wanted <<<"$1"
  IFS=.-+~ read -r -a got <<<"${2#v}"
  local at
  for at in 0 1 2; do
    local a=${wanted[at]:-0} b=${got[at]:-0}
    a=${a%%[!0-9]*} b=${b%%[!0-9]*}
    ((10#${b:-0} == 10#${a:-0})) || { ((10#${b:-0} > 10#${a:-0})); return; }
  done
}

# The files as the person wrote them.
compose() { bounded "$((patience + 60))" docker compose -p "$project" --project-directory "$home" "${files[@]}" "$@"; }

# FILE …: what was frozen.
compose_frozen() {
  local file=$1
  shift
  bounded "$((patience + 60))" docker compose -p "$project" --project-directory "$home" -f "$file" "$@"
}

in_nginx() {
  local user=$1
  shift
  bounded 60 docker exec -i -u "$user" "$nginx" "$@"
}

volume_exists() { bounded 60 docker volume inspect "${project}_$1" >/dev/null 2>&1; }

# --- Checks before anything is touched
check_space() {
  local least root free
  least=$(setting DEPLOY_MIN_FREE_MB 500)
  [[ $least =~ ^[0-9]+$ ]] || fail "$BAD_SETTINGS" "DEPLOY_MIN_FREE_MB is \"$least\"; a number of megabytes is wanted."
  root=$(bounded 60 docker info --format '{{.DockerRootDir}}' 2>/dev/null) || return 0
  # Another machine's engine, or one in a virtual machine, has its folder elsewhere.
  for root in "$root" "$home"; do
    [[ -d $root ]] || continue
    free=$(df -Pk "$root" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    [[ -z $free ]] || ((free >= least)) ||
      fail "$NOT_POSSIBLE" "Only $free MB are free at $root, and $least MB are wanted (DEPLOY_MIN_FREE_MB). Make room, for instance: docker image prune; docker builder prune"
  done
}

# The port of nginx is free, or nginx's already.
check_port() {
  local port owner
  port=$(setting HTTP_PORT "$1")
  [[ $port =~ ^[0-9]{1,5}$ ]] || fail "$BAD_SETTINGS" "HTTP_PORT is \"$port\"; a port number is wanted."
  [[ -z $nginx ]] || return 0
  owner=$(bounded 60 docker ps --filter "publish=$port" --format '{{.Names}}' | head -n 1)
  [[ -z $owner ]] || fail "$NOT_POSSIBLE" "Port $port is taken by the container $owner. Stop it, or set another HTTP_PORT in .env."
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "$NOT_POSSIBLE" "Port $port is taken by another program$(who_listens "$port"). Stop it, or set another HTTP_PORT in .env."
  fi
}

who_listens() {
  local who
  who=$(ss -Hltnp "sport = :$1" 2>/dev/null | sed -nE 's/.*users:\(\("([^"]+)".*/\1/p' | head -n 1) || true
  [[ -z $who ]] || printf ' (%s)' "$who"
}
