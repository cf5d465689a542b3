#!/usr/bin/env bash
# Sourced by deploy-vps.sh: a deploy over SSH. The image is made here and sent; what touches the server runs there, apart from the
# connection: cutting it cuts no deploy in half. The server's own .env counts, and stays there.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

ssh_words=() sockets='' machine='' project_given=${COMPOSE_PROJECT_NAME:-} run_name='' remote_process='' shown=0

run_remote() {
  open_scratch
  trap 'rm -rf "$scratch"' EXIT
  command -v ssh >/dev/null || fail "$NOT_POSSIBLE" 'ssh is not installed here.'
  cd "$home" || exit "$NOT_POSSIBLE"
  remote_dir=${remote_dir:-$(setting DEPLOY_DIR /opt/devussy-web)}
  [[ $remote_dir =~ ^/[A-Za-z0-9._/-]+$ ]] || fail "$BAD_SETTINGS" "DEPLOY_DIR is \"$remote_dir\"; a whole path of letters, digits and . _ - / is wanted."
  connect
  case $command in
    status | logs) run_there "scripts/deploy-vps.sh $command --since $since" ;;
    rollback)
      look_there
      start_there "rollback $version_asked $(options_there)"
      follow_there
      ;;
    deploy)
      look_there
      deploy_there
      ;;
  esac
}

connect() {
  step "connect to $host"
  local name=${host%:*} port=''
  [[ $host != *:* ]] || port=${host##*:}
  # One connection for all that is sent. Its socket's path must be short.
  sweep_left /tmp/devussy-ssh
  sockets=$(mktemp -d "/tmp/devussy-ssh-$$-XXXXXX")
  trap 'end_connection; rm -rf "$scratch"' EXIT
  trap 'interrupted SIGINT' INT
  trap 'interrupted SIGTERM' TERM
  trap 'interrupted SIGHUP' HUP
  # shellcheck disable=SC2206 # They are words.
  ssh_words=(${port:+-p "$port"} -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3
    -o ControlMaster=auto -o "ControlPath=$sockets/%C" -o ControlPersist=30 ${DEPLOY_SSH_OPTIONS:-} "$name")
  over_ssh 30 true 2>"$scratch/why" && return
  local why known=${name#*@}
  [[ -z $port ]] || known="[$known]:$port"
  why=$(tr -d '\r' <"$scratch/why")
  case $why in
    *'Could not resolve hostname'*) fail "$UNREACHABLE" "There is no host ${name#*@}. Is the name right, and has it an entry in the DNS?" ;;
    *'IDENTIFICATION HAS CHANGED'*) fail "$UNREACHABLE" "${name#*@} shows another host key than before. If the server was made anew: ssh-keygen -R '$known', then compare the new one; if not, somebody stands in between." ;;
    *'ost key verification failed'* | *'No '*'host key is known'*) fail "$UNREACHABLE" "The host key of ${name#*@} is not known here. Connect once by hand (ssh ${port:+-p $port }$name), compare the fingerprint, and confirm it." ;;
    *'Permission denied'*) fail "$UNREACHABLE" "${name#*@} does not take a key of yours for ${name%@*}. Is it in ~/.ssh/authorized_keys there, and in your agent?" ;;
    *'Connection refused'* | *'timed out'* | *'No route'*) fail "$UNREACHABLE" "${name#*@} does not answer to SSH on port ${port:-22}: $(tail -n 1 <<<"$why")" ;;
    *) fail "$UNREACHABLE" "No SSH connection to $host: $(tail -n 1 <<<"$why")" ;;
  esac
}

end_connection() {
  ssh -O exit "${ssh_words[@]}" >/dev/null 2>&1 || true
  rm -rf "$sockets"
}

# SECONDS WORDS: run there. Nothing of ours but letters, digits and . _ - / comes into the words.
over_ssh() {
  local limit=$1
  shift
  bounded "$limit" ssh "${ssh_words[@]}" "$@"
}

run_there() {
  local status=0
  # With a terminal there, what follows logs ends with the connection.
  [[ $command != logs ]] || ssh_words=(-tt "${ssh_words[@]}")
  over_ssh 86400 "cd '$remote_dir' && $(environment_there) $1" || status=$?
  ((status != 255)) || fail "$UNREACHABLE" "The connection to $host was cut."
  exit "$status"
}

# A project's name that was given on purpose is meant there as well.
environment_there() {
  [[ ! $project_given =~ ^[a-z0-9][a-z0-9_-]*$ ]] || printf 'COMPOSE_PROJECT_NAME=%s' "$project_given"
}

options_there() {
  printf -- '--local --timeout %s' "$patience"
  [[ -z $is_dry ]] || printf ' --dry-run'
  [[ -z $is_now ]] || printf ' --now'
  [[ -z $is_with_nginx ]] || printf ' --with-nginx'
  [[ -z $is_slow ]] || printf ' --slow'
}

# Before anything is built or sent.
look_there() {
  step "look at $host"
  over_ssh 40 "sh -s '$remote_dir' '$is_dry'" >"$scratch/there" 2>"$scratch/why" <<'THERE' || true
[ -n "$2" ] || mkdir -p "$1/.deploy" 2>/dev/null
if [ ! -d "$1" ] && [ -n "$2" ]; then echo "machine $(uname -m)"
elif [ ! -d "$1" ]; then echo "fault $(id -un) cannot make the folder $1. As root there: install -d -o $(id -un) $1"
elif [ ! -w "$1" ] || { [ -e "$1/.deploy" ] && [ ! -w "$1/.deploy" ]; }; then echo "fault the folder $1 does not belong to $(id -un). As root there: chown -R $(id -un) $1"
elif ! command -v docker >/dev/null; then echo "fault Docker is not installed there. scripts/setup-vps.sh does that"
elif ! command -v bash >/dev/null; then echo "fault bash is not installed there"
elif ! why=$(docker version --format '{{.Server.Version}}' 2>&1); then
  case $why in
    *'permission denied'*) echo "fault $(id -un) may not use Docker. As root there: usermod -aG docker $(id -un)" ;;
    *) echo "fault Docker does not answer there. Is it running? systemctl status docker" ;;
  esac
else echo "machine $(uname -m)"
fi
THERE
  local word rest
  read -r word rest <"$scratch/there" || true
  case ${word:-} in
    machine) machine=$rest ;;
    fault) fail "$NOT_POSSIBLE" "$host: $rest." ;;
    *) fail "$UNREACHABLE" "$host does not say what it is: $(last_line "$scratch/why")" ;;
  esac
}

deploy_there() {
  local options
  options=$(options_there)
  if [[ -n $image_asked && -n $is_pull ]]; then
    options+=" --pull"
    image_id=$image_asked
  else
    make_image_here
    [[ -n $is_dry ]] || send_image
  fi
  [[ -z $is_dry ]] || { note "would send it and the scripts to $host:$remote_dir, and deploy it there; nothing was changed (--dry-run)"; return; }
  run_name=$(date -u +%Y%m%dT%H%M%S)-$$
  step 'send compose files, nginx templates and scripts'
  # What a server needs of a clone; the image holds the rest.
  COPYFILE_DISABLE=1 tar -czf - docker-compose*.yml nginx.conf deploy scripts .env.example package.json LICENSE |
    over_ssh 120 "cat >'$remote_dir/.deploy/kit-$run_name' && cd '$remote_dir' && tar -xzf '.deploy/kit-$run_name' && rm '.deploy/kit-$run_name'" 2>"$scratch/why" ||
    fail "$UNREACHABLE" "They could not be sent: $(last_line "$scratch/why"). What runs there is untouched."
  start_there "deploy --image $image_id $options"
  follow_there
}

make_image_here() {
  local platform=linux/amd64
  case $machine in aarch64 | arm64) platform=linux/arm64 ;; esac
  if [[ -n $is_dry ]]; then
    open_project
    note "would build version $(name_version) for $platform"
    return
  fi
  open_project
  need_docker_here
  DOCKER_DEFAULT_PLATFORM=$platform
  export DOCKER_DEFAULT_PLATFORM
  get_image
}

# The same checks as on a server, with the way back to one.
need_docker_here() {
  command -v docker >/dev/null || fail "$NOT_POSSIBLE" 'Docker is not installed here, and the image is made here. With --image REF --pull the server fetches one.'
  need_engine
  trap 'drop_temporary_tag; end_connection; rm -rf "$scratch"' EXIT
}

send_image() {
  if [[ $(over_ssh 40 "docker image inspect --format x $image_id" 2>/dev/null) == x ]]; then
    note "version $image_version is there already"
    return
  fi
  step "send version $image_version"
  # By its id: a name would take that name from another image there.
  if ! docker save "$image_id" | gzip -1 | over_ssh 3600 'gzip -dc | docker load -q' >"$scratch/loaded" 2>"$scratch/why"; then
    fail "$UNREACHABLE" "The image could not be sent: $(last_line "$scratch/why"). What runs there is untouched."
  fi
  # Some engines give it another id.
  local id
  id=$(sed -nE 's/^Loaded image( ID)?: *//p' "$scratch/loaded" | tail -n 1)
  [[ $id =~ ^[A-Za-z0-9:./_-]+$ ]] || fail "$UNREACHABLE" 'The server did not say what it has loaded. What runs there is untouched.'
  image_id=$id
}

# Those that were made here to be sent: the newest three stay, and whatever a deploy from here has kept.
drop_images_here() {
  local tag used name
  used=$(for name in $(deploy_names); do image_of_deploy "$name"; done)
  kept_images | awk 'NR > 3 { print $2 }' | while read -r tag; do
    grep -qxF "$tag" <<<"$used" || bounded 60 docker rmi "$tag" >/dev/null 2>&1 || true
  done
}

# A process of its own session there, which logs to a file; its number comes back.
start_there() {
  run_name=${run_name:-$(date -u +%Y%m%dT%H%M%S)-$$}
  step "$command on $host"
  remote_process=$(over_ssh 40 "cd '$remote_dir' && mkdir -p .deploy/runs && { $(environment_there) setsid bash scripts/deploy/detached.sh '.deploy/runs/$run_name' $1 </dev/null >/dev/null 2>&1 & echo \$!; }" 2>"$scratch/why") || remote_process=''
  [[ $remote_process =~ ^[0-9]+$ ]] || fail "$UNREACHABLE" "It could not be started there: $(last_line "$scratch/why"). What runs there is untouched."
  trap 'stop_there SIGINT' INT
  trap 'stop_there SIGTERM' TERM
}

# It puts back what it has touched, and we see it do so.
stop_there() {
  printf '\n%s: ending it on %s\n' "$1" "$host" >&2
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  # shellcheck disable=SC2029 # The number is ours.
  ssh "${ssh_words[@]}" "kill -TERM $remote_process" </dev/null 2>/dev/null || true
}

# Shows its log to its end. A connection that is cut is made anew for a minute.
follow_there() {
  local until=$((SECONDS + 60)) line code=''
  while [[ -z $code ]]; do
    # shellcheck disable=SC2029 # The words are ours.
    while IFS= read -r line; do
      shown=$((shown + 1)) until=$((SECONDS + 60))
      if [[ $line == 'exit code '* ]]; then code=${line#exit code }; else printf '  %s\n' "$line"; fi
    done < <(ssh "${ssh_words[@]}" "tail -n +$((shown + 1)) -f --pid=$remote_process '$remote_dir/.deploy/runs/$run_name'" </dev/null 2>/dev/null || true)
    [[ -n $code ]] || ((SECONDS < until)) ||
      fail "$UNREACHABLE" "The connection to $host was cut. What was begun goes on there to its end; see: scripts/deploy-vps.sh status --host $host"
    [[ -n $code ]] || sleep 1
  done
  step=''
  [[ $command$code != deploy0 || -z $image_tag ]] || drop_images_here
  exit "$code"
}
