#!/usr/bin/env bash
# Tests deploys for real: builds a clean clone of this checkout in the Docker Engine that is there, and drives it from outside.
#   scripts/test-deploy.sh                  all parts, about ten minutes
#   scripts/test-deploy.sh deploys boot     the parts whose name holds one of these
#   scripts/test-deploy.sh --long           with 25 deploys and the long silences, about twenty minutes
#   scripts/test-deploy.sh --write          and writes the figures into docs/deploys.md
#   scripts/test-deploy.sh --list           names the parts
# It needs Docker with Compose v2, takes ports on 127.0.0.1 alone, and takes down whatever it has put up.
# The last line is `N passed, N failed`. Exit codes: 0 all passed, 1 something failed, 2 it could not be tried, 130 interrupted.
set -uo pipefail

readonly LIMIT=1500 # seconds for one part: one that hangs fails
# What counts requests under load, or takes times, has the machine for itself; the others mostly wait for containers.
readonly ALONE='deploys rollback streams'
# Begun first, so that nobody waits for them at the end.
readonly LONGEST='roll setup tls'
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
long='' write='' wanted=()
passed=0 failed=0 lanes=''

usage() { sed -n '2,9s/^# \{0,1\}//p' "$here/scripts/test-deploy.sh"; }

cannot() {
  printf '%s\n' "$1" >&2
  exit 2
}

read_options() {
  local word
  for word in "$@"; do
    case $word in
      --long) long=1 ;;
      --write) write=1 ;;
      --list) list_parts && exit 0 ;;
      -h | --help) usage && exit 0 ;;
      -*) cannot "There is no option $word; see scripts/test-deploy.sh --help." ;;
      *) wanted+=("$word") ;;
    esac
  done
}

list_parts() { (cd "$here/tests/docker" && ls -- *.test.ts) | sed 's/\.test\.ts$//'; }

# The parts that were asked for.
chosen_parts() {
  local part word
  for part in $(list_parts); do
    if ((${#wanted[@]} == 0)); then
      printf '%s\n' "$part"
      continue
    fi
    for word in "${wanted[@]}"; do
      if [[ $part == *"$word"* ]]; then printf '%s\n' "$part" && break; fi
    done
  done
}

need_docker() {
  command -v docker >/dev/null || cannot 'Docker is missing, and deploys are tested with it: install Docker Engine or Docker Desktop.'
  docker info >/dev/null 2>&1 ||
    cannot 'No Docker Engine answers: start it, or see to it that you may use it (docker info says what is wrong).'
  docker compose version >/dev/null 2>&1 || cannot 'Docker Compose v2 is missing: install its plugin (docker compose version).'
  command -v git >/dev/null || cannot 'git is missing, and a clean clone is what is deployed.'
}

# What is committed, and what has been changed in the files that git knows: nothing that lies about beside them.
clone_checkout() {
  local file
  git clone -q --no-hardlinks "$here" "$work/clone" || cannot 'This checkout cannot be cloned by git.'
  git -C "$here" diff --name-only -z HEAD | while IFS= read -r -d '' file; do
    rm -f "$work/clone/$file"
    [[ ! -e $here/$file ]] || { mkdir -p "$(dirname "$work/clone/$file")" && cp -p "$here/$file" "$work/clone/$file"; }
  done
  git -C "$work/clone" add -A
  git -C "$work/clone" -c user.name=test -c user.email=test@localhost commit -q --allow-empty -m 'As it lies in the working tree'
}

# Names that begin like those of this run, one a line.
of_this_run() { grep "^/\{0,1\}$DEPLOY_TEST_PROJECT-" | sort -u; }

# What a test that was interrupted has left: all of it carries the name of this run.
remove_projects() {
  local name
  docker ps -a --format '{{.Names}}' | of_this_run | while read -r name; do docker rm -fv "$name"; done
  docker network ls --format '{{.Name}}' | of_this_run | while read -r name; do docker network rm "$name"; done
  docker volume ls --format '{{.Name}}' | of_this_run | while read -r name; do docker volume rm "$name"; done
  docker images --format '{{.Repository}}:{{.Tag}}' | of_this_run | while read -r name; do docker rmi "$name"; done
} >/dev/null 2>&1

# The engine of the power cut, which ends with its lane; what it had mounted does not.
remove_engines() {
  local folder pid mount
  for folder in /var/lib/"$DEPLOY_TEST_PROJECT"-engine-*; do
    [[ -d $folder ]] || continue
    pid=$(cat "$folder/docker.pid" 2>/dev/null) && for _ in {1..40}; do kill -0 "$pid" 2>/dev/null && sleep 0.5; done
    awk '{ print $2 }' /proc/mounts | grep "^$folder/" | sort -r | while read -r mount; do umount -l "$mount"; done
    rm -rf "$folder"
  done
} 2>/dev/null

clean_up() {
  local code=$? lane
  trap '' INT TERM
  for lane in $lanes; do kill -- "-$lane" 2>/dev/null && wait "$lane" 2>/dev/null; done
  remove_projects
  remove_engines
  rm -rf "$work"
  exit "$code"
}

# In the group of its lane, so that it ends with it.
limited() { if command -v timeout >/dev/null; then timeout --foreground -k 20 "$LIMIT" "$@"; else "$@"; fi; }

# The number that Bun's summary gives for `pass`, `fail` or `skip`; 0 where the line is not there.
summary() {
  local number
  number=$(tail -n 15 "$2" | sed -nE "s/^ *([0-9]+) $1\$/\1/p" | tail -n 1)
  printf '%s' "${number:-0}"
}

# Each of its tests counts, and a run that ended badly without a failed test counts as one that failed. Leaves PART.result: passed, failed.
run_part() {
  local part=$1 code bad log=$work/$1.log from=$SECONDS skipped
  limited bun test --no-env-file --timeout 900000 "./tests/docker/$part.test.ts" >"$log" 2>&1
  code=$?
  bad=$(summary fail "$log") skipped=$(summary skip "$log")
  if ((bad == 0)) && { ((code != 0)) || ! tail -n 5 "$log" | grep -qE '^Ran [0-9]+ tests? across'; }; then bad=1; fi
  printf '%s %s\n' "$(summary pass "$log")" "$bad" >"$work/$part.result"
  printf '%-13s %3s passed, %s failed in %s s%s\n' "$part" "$(summary pass "$log")" "$bad" "$((SECONDS - from))" \
    "$( ((skipped == 0)) || printf ' (%s cannot be tried here: %s)' "$skipped" "$(grep -m1 '^(skip)' "$log" | sed 's/^(skip) //')")"
}

# Each part that no other lane has taken.
run_lane() {
  local part
  for part in "$@"; do
    ! mkdir "$work/$part.taken" 2>/dev/null || run_part "$part"
  done
}

# LANES PART…: so many of them side by side, each lane a group of processes of its own.
run_parts() {
  local count=$1 at lane part
  shift
  set -m
  for ((at = 0; at < count && at < $#; at++)); do
    run_lane "$@" &
    lanes+=" $!"
  done
  set +m
  for lane in $lanes; do wait "$lane"; done
  lanes=''
  for part in "$@"; do count_part "$part"; done
}

count_part() {
  local good=0 bad=1
  [[ ! -f $work/$1.result ]] || read -r good bad <"$work/$1.result"
  ((passed += good, failed += bad))
  if ((bad > 0)); then
    printf -- '--- %s failed\n' "$1"
    cat "$work/$1.log"
  fi
}

read_options "$@"
need_docker
# shellcheck source=scripts/toolchain.sh
source "$here/scripts/toolchain.sh"

work=$(mktemp -d)
# Whatever a test that is interrupted has put into the temporary folder goes with it.
export TMPDIR=$work DEPLOY_TEST_PROJECT=deploytest$$ DEPLOY_TEST_CLONE=$work/clone DEPLOY_TEST_FIGURES=$work/figures DEPLOY_TEST_LONG=$long
trap clean_up EXIT
trap 'exit 130' INT TERM
: >"$DEPLOY_TEST_FIGURES"
clone_checkout

parts=$(chosen_parts)
[[ -n $parts ]] || cannot "There is no part of such a name; there are: $(list_parts | tr '\n' ' ')"
alone=() longest=() beside=()
for part in $parts; do
  case " $ALONE / $LONGEST " in
    *" $part "*/*) alone+=("$part") ;;
    */*" $part "*) longest+=("$part") ;;
    *) beside+=("$part") ;;
  esac
done
beside=(${longest[@]+"${longest[@]}"} ${beside[@]+"${beside[@]}"})
if ((${#alone[@]} > 0)); then run_parts 1 "${alone[@]}"; fi
if ((${#beside[@]} > 0)); then run_parts 2 "${beside[@]}"; fi

bun tests/docker/figures-table.ts "$DEPLOY_TEST_FIGURES" ${write:+--write}
printf 'in %s s\n' "$SECONDS"
printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
