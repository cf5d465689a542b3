#!/usr/bin/env bash
# Changes the API clients' key while the server runs: scripts/rotate-key.sh --help
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/rotate-key.sh add | finish | status [--dry-run]
Changes the key of API clients without a restart; streams that run are not touched.

  add      makes a key and shows it, once, alone on standard output. The old one goes on to be valid. Returns when the running
           server takes the new one. Then give it to your clients.
  finish   takes out every key but the newest. Returns when the running server refuses the others and takes the newest.
  status   how many keys there are, and the short name of each, oldest first; never a key

  --dry-run   says what would be done, and does nothing

Where containers of this project run (COMPOSE_PROJECT_NAME, or the name in docker-compose.yml), theirs is changed: in the secret's file
that is mounted, and in .env where it stands there too, so that the next deploy keeps it; or in the volume, where the server
made it. Else the one of a server without containers: as STREAMING_PROXY_KEY_FILE or DATA_DIR of the environment or .env
say (DEVUSSY_WEB names the program, where it is not this clone).

Exit: 0 done, 1 not done (a sentence says why), 2 wrong call, 3 the key is set directly and cannot change while the server
runs (how to move it is said), 4 the key is changed, but the running server has not followed in time, 130 stopped.
END
}

# Kept apart: a trap runs with the redirections of what it has stopped.
exec 3>&1 4>&2
say() { printf '%s\n' "$*" >&4; }
fail() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}
bounded() { if command -v timeout >/dev/null; then timeout "$@"; else shift && "$@"; fi; }

here=${BASH_SOURCE[0]}
[[ ! -L $here ]] || here=$(readlink -f "$here")
home=$(cd "$(dirname "$here")/.." && pwd)
command='' dry_run='' scratch=''

read_arguments() {
  local arg
  for arg in "$@"; do
    case $arg in
      -h | --help) usage && exit 0 ;;
      --dry-run) dry_run=yes ;;
      add | finish | status)
        [[ -z $command ]] || fail 2 "One of add, finish and status at a time; see --help."
        command=$arg
        ;;
      *) fail 2 "There is no $arg here; see --help." ;;
    esac
  done
  [[ -n $command ]] || fail 2 "$(usage | head -n 1)"
}

# --- The running containers
project='' containers=() image='' mounted=''

# The last line of .env that sets the name, without quotes and remarks.
env_value() {
  [[ -f $home/.env ]] || return 0
  sed -nE "s/^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=[[:space:]]*//p" "$home/.env" | tail -n 1 |
    sed -E 's/[[:space:]]+#.*$//; s/[[:space:]]+$//; s/^"(.*)"$/\1/; s/^'\''(.*)'\''$/\1/'
}

find_containers() {
  command -v docker >/dev/null || return 0
  project=${COMPOSE_PROJECT_NAME:-$(env_value COMPOSE_PROJECT_NAME)}
  project=${project:-$(sed -nE 's/^name: *([a-z0-9_-]+) *$/\1/p' "$home/docker-compose.yml")}
  local id service
  if ! bounded 20 docker ps --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.oneoff=False \
    --format '{{.ID}} {{.Label "com.docker.compose.service"}}' >"$scratch/containers" 2>"$scratch/why"; then
    # Whoever deployed with containers must not be shown the keys of a server that does not run.
    [[ ! -d $home/.deploy ]] || fail 1 "Docker does not answer: $(tail -n 1 "$scratch/why")"
    return 0
  fi
  while read -r id service; do
    case $service in blue | green | app) containers+=("$id") ;; esac
  done <"$scratch/containers"
  ((${#containers[@]})) || {
    [[ ! -d $home/.deploy ]] || fail 1 "No server of the project $project runs. Start it (docker compose up -d), then call this again."
    return 0
  }
  image=$(bounded 20 docker inspect -f '{{.Image}}' "${containers[0]}")
  mounted=$(bounded 20 docker inspect -f \
    '{{range .Mounts}}{{if eq .Destination "/run/secrets/streaming_proxy_key"}}{{.Source}}{{end}}{{end}}' "${containers[0]}")
}

# --- Where the keys are: `keys …` of the program, run at the right place
where=''

find_keys() {
  find_containers
  if ((${#containers[@]} == 0)); then
    where='here'
    [[ -n ${DEVUSSY_WEB:-} ]] || source_toolchain
    return
  fi
  where='volume'
  bounded 30 docker exec "${containers[0]}" /app/devussy-web keys list >"$scratch/list" 2>"$scratch/why" || explain_list $?
  [[ $(head -n 1 "$scratch/list") != /run/secrets/* ]] || where='file'
  [[ $where == volume || -n $mounted ]] || fail 1 "The file behind /run/secrets/streaming_proxy_key cannot be found on this machine."
}

source_toolchain() {
  # shellcheck source=scripts/toolchain.sh
  source "$home/scripts/toolchain.sh"
}

explain_list() {
  case $1 in
    2) fail 1 "The version that runs cannot change keys yet. Deploy this one first." ;;
    3)
      fail 3 "The key is set directly in the server's environment, which does not change while it runs. Move it into a file once:" \
        "scripts/deploy-vps.sh deploy --local does so by itself; by hand: write it to a file, chown 65532 that file, set" \
        "STREAMING_PROXY_KEY_FILE to its path in .env, take STREAMING_PROXY_KEY out, and docker compose up -d."
      ;;
  esac
  cat "$scratch/why" >&4
  exit 1
}

keys() {
  case $where in
    here)
      if [[ -n ${DEVUSSY_WEB:-} ]]; then "$DEVUSSY_WEB" keys "$@"; else (cd "$home" && bun src/main.ts keys "$@"); fi
      ;;
    volume) bounded 60 docker exec "${containers[0]}" /app/devussy-web keys "$@" ;;
    # The file is the server's alone, and mounted read-only there: root writes it, with the server's own address at hand.
    file) keys_in "$mounted" "container:${containers[0]}" "$@" ;;
  esac
}

# FILE NETWORK ARGUMENT…: as root, in a container of its own. Keys come and go by standard input and output.
keys_in() {
  local file=$1 network=$2
  shift 2
  bounded 60 docker run --rm -i --network "$network" --user 0:0 --read-only --cap-drop ALL --cap-add DAC_OVERRIDE \
    -e HOST=127.0.0.1 -e PORT=8000 -e STREAMING_PROXY_KEY= -e "STREAMING_PROXY_KEY_FILE=/keys/${file##*/}" \
    -v "${file%/*}:/keys" "$image" keys "$@"
}

# --- What the next deploy takes the key from
env_line='' named=''

find_sources() {
  [[ $where == file ]] || return 0
  ! grep -qE '^[[:space:]]*(export[[:space:]]+)?STREAMING_PROXY_KEY[[:space:]]*=[[:space:]]*[^[:space:]#]' "$home/.env" 2>/dev/null || env_line=yes
  named=$(env_value STREAMING_PROXY_KEY_FILE)
  [[ -z $named || $named == /* ]] || named=$home/$named
  # An empty file stands for none.
  [[ -s $named && $named != "$mounted" && $named != "$(readlink -f "$mounted")" ]] || named=''
  [[ -z $env_line || -w $home/.env ]] || fail 1 "$home/.env holds the key too, and $(id -un) may not write it: call this as its owner or as root."
}

# The short name that the program gives a key.
name_of() { printf %s "$1" | openssl dgst -sha256 -binary | openssl dgst -sha256 | sed -E 's/^.*= ?//; s/^(.{12}).*/\1/'; }

# What is left for the next deploy must be what the server knows as the newest: somebody may have stopped `add` half-way.
check_sources() {
  local newest value
  newest=$(show_status | tail -n 1)
  [[ -z $named || $(keys_in "$named" none list </dev/null | tail -n 1) == "$newest" ]] ||
    fail 1 "The last key in $named is not the server's newest, and the next deploy would lock clients out. Call scripts/rotate-key.sh add once more: it makes one for both."
  [[ -n $env_line ]] || return 0
  value=$(env_value STREAMING_PROXY_KEY)
  value=${value##*,}
  value=${value#"${value%%[![:space:]]*}"}
  [[ $(name_of "$value") == "$newest" ]] ||
    fail 1 "The last key in .env is not the server's newest, and the next deploy would lock clients out. Call scripts/rotate-key.sh add once more: it makes one for both."
}

# KEY, or nothing for the newest alone: the same in the line of .env, with builtins only, so that no process list shows it.
change_env() {
  local key=$1 line rest quote='' value
  local setting='^[[:space:]]*(export[[:space:]]+)?STREAMING_PROXY_KEY[[:space:]]*='
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $setting ]]; then
      rest=${line#*=}
      rest=${rest#"${rest%%[![:space:]]*}"}
      quote=''
      case $rest in
        \"*) quote=\" && rest=${rest#\"} && value=${rest%%\"*} ;;
        \'*) quote=\' && rest=${rest#\'} && value=${rest%%\'*} ;;
        *) value=${rest%%[[:space:]]#*} && value=${value%"${value##*[![:space:]]}"} ;;
      esac
      if [[ -n $key ]]; then value=$value,$key; else value=${value##*,}; fi
      line=STREAMING_PROXY_KEY=$quote$value$quote
    fi
    printf '%s\n' "$line"
  done <"$home/.env" >"$scratch/env"
  # Into the same file, which keeps its owner and mode.
  cat "$scratch/env" >"$home/.env"
}

change_sources() {
  local key=$1
  if [[ -n $env_line ]]; then
    change_env "$key"
    say "changed STREAMING_PROXY_KEY in .env as well, so that the next deploy keeps it"
  fi
  [[ -n $named ]] || return 0
  # No server reads this file: what the program says of one is of no use here.
  if [[ -n $key ]]; then
    printf '%s\n' "$key" | keys_in "$named" none add -
  else
    keys_in "$named" none remove-old </dev/null
  fi >/dev/null 2>"$scratch/why" || fail 1 "$named could not be changed, and the next deploy would bring its keys back: $(tail -n 1 "$scratch/why")"
  say "changed $named as well, so that the next deploy keeps it"
}

# The other colour, where both run.
check_others() {
  local id code=0
  for id in "${containers[@]:1}"; do
    bounded 30 docker exec "$id" /app/devussy-web keys check || code=$?
  done
  return "$code"
}

# --- The three commands
show_status() {
  if [[ -s $scratch/list ]]; then cat "$scratch/list"; else keys list; fi
}

add_key() {
  local code=0
  keys add >"$scratch/key" || code=$?
  [[ -s $scratch/key ]] || exit "$code"
  show_key
  change_sources "$(cat "$scratch/shown")"
  ((code)) || check_others || code=$?
  ((code)) || say "Both keys are valid now. Give the new one to your clients, then: scripts/rotate-key.sh finish"
  return "$code"
}

# Once, whatever happens.
show_key() {
  [[ -s $scratch/key ]] || return 0
  mv "$scratch/key" "$scratch/shown"
  cat "$scratch/shown" >&3
}

finish_rotation() {
  local code=0
  if [[ $(show_status | head -n 1) == *' 1 key' ]]; then
    say "There is one key: nothing to take out."
    return
  fi
  check_sources
  keys remove-old || code=$?
  # In the file the old one may be out already, though a server has not followed.
  ((code == 0 || code == 4)) || return "$code"
  [[ $code == 4 && $(keys list | head -n 1) != *' 1 key' ]] || change_sources ''
  ((code)) || check_others || code=$?
  return "$code"
}

say_what_would_be_done() {
  local place
  case $where in
    here) place="the file of a server without containers" ;;
    volume) place="the volume of the project $project" ;;
    file) place="$mounted, as root in a container" ;;
  esac
  show_status
  if [[ $command == add ]]; then say "would make a key, add it in $place, show it once, and wait for the running server"; fi
  if [[ $command == finish ]]; then say "would leave the newest key alone in $place, and wait for the running server"; fi
  [[ -z $env_line ]] || say "would change STREAMING_PROXY_KEY in $home/.env as well"
  [[ -z $named ]] || say "would change $named as well"
}

leave() {
  show_key
  rm -rf "$scratch"
}
stopped() {
  trap - INT TERM
  say "stopped; scripts/rotate-key.sh status shows the keys that are there. Streams and the old key are as they were."
  exit 130
}

read_arguments "$@"
scratch=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/devussy-key-XXXXXX")
trap leave EXIT
trap stopped INT TERM
find_keys
find_sources
if [[ $command == status ]]; then
  show_status
elif [[ -n $dry_run ]]; then
  say_what_would_be_done
elif [[ $command == add ]]; then
  add_key
else
  finish_rotation
fi
