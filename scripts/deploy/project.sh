#!/usr/bin/env bash
# Sourced by deploy-vps.sh: which project of Compose this is, its files, and the folder .deploy that holds what is deployed.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

env_file=$home/.env
deployed=$home/.deploy
frozen=$deployed/compose.yml
project='' files=()

open_project() {
  cd "$home" || exit "$NOT_POSSIBLE"
  [[ -f docker-compose.yml ]] || fail "$NOT_POSSIBLE" "$home holds no docker-compose.yml; run the script of a whole clone."
  check_line_ends
  project=${COMPOSE_PROJECT_NAME:-$(env_value COMPOSE_PROJECT_NAME)}
  project=${project:-$(sed -nE 's/^name: *([a-z0-9_-]+) *$/\1/p' docker-compose.yml)}
  [[ $project =~ ^[a-z0-9][a-z0-9_-]*$ ]] ||
    fail "$BAD_SETTINGS" "COMPOSE_PROJECT_NAME is \"$project\"; it is made of small letters, digits, - and _, and begins with a letter or digit."
  export COMPOSE_PROJECT_NAME=$project
  find_files
  # What is given to every call of Compose by name must not come in a second time.
  unset COMPOSE_FILE
}

# The last line of .env that sets the name, without quotes and remarks. For plain values alone.
env_value() {
  [[ -f $env_file ]] || return 0
  sed -nE "s/^[[:space:]]*(export[[:space:]]+)?$1[[:space:]]*=[[:space:]]*//p" "$env_file" | tail -n 1 |
    sed -E 's/[[:space:]]+#.*$//; s/[[:space:]]+$//; s/^"(.*)"$/\1/; s/^'\''(.*)'\''$/\1/'
}

# A value that Compose would see: the environment's, .env's, or the default.
setting() {
  local value
  eval "value=\${$1:-}"
  value=${value:-$(env_value "$1")}
  printf '%s' "${value:-$2}"
}

check_line_ends() {
  [[ -f $env_file ]] || return 0
  local line
  line=$(grep -n $'\r' "$env_file" | head -n 1 | cut -d : -f 1) || true
  [[ -z $line ]] || fail "$BAD_SETTINGS" ".env has Windows line ends (line $line is the first), and they would become part of each value. Take them out: sed -i 's/\\r\$//' .env"
}

# The compose files as the person wrote them: of the environment, of .env, or those that Compose takes by itself. What a
# deploy has frozen stands in .env in their place, and they behind it as a remark.
find_files() {
  local list=${COMPOSE_FILE:-} name
  list=$(without_frozen "${list:-$(env_value COMPOSE_FILE)}")
  if [[ -z $list ]]; then
    list=$(sed -nE 's/^COMPOSE_FILE=\.deploy\/compose\.yml # of ([^ ]+)$/\1/p' "$env_file" 2>/dev/null | tail -n 1) || true
  fi
  if [[ -z $list ]]; then
    list=docker-compose.yml
    [[ ! -f docker-compose.override.yml ]] || list+=:docker-compose.override.yml
  fi
  file_list=$list files=()
  local IFS=:
  for name in $list; do
    [[ -f $name ]] || fail "$BAD_SETTINGS" "COMPOSE_FILE names $name, which is not there."
    files+=(-f "$name")
  done
}

without_frozen() {
  local rest=:$1:
  rest=${rest//:.deploy\/compose.yml:/:}
  rest=${rest#:}
  printf '%s' "${rest%:}"
}

# A plain `docker compose up -d`, by hand or at boot, is from now on exactly what was deployed.
point_env_at_frozen() {
  local line="COMPOSE_FILE=.deploy/compose.yml # of $file_list"
  ! grep -qxF "$line" "$env_file" 2>/dev/null || return 0
  local new=$deployed/env.new mode
  mode=$(stat -c %a "$env_file" 2>/dev/null || stat -f %Lp "$env_file" 2>/dev/null || echo 600)
  { (umask 077 && { [[ ! -f $env_file ]] || grep -vE '^[[:space:]]*(export[[:space:]]+)?COMPOSE_FILE[[:space:]]*=' "$env_file" || true; } >"$new") &&
    end_line "$new" && printf '%s\n' "$line" >>"$new" && chmod "$mode" "$new" && put_env "$new"; } ||
    warn ".env cannot be written, so a plain \`docker compose up -d\` would not be what was deployed. Add the line: $line"
}

# The last line may lack its end.
end_line() { [[ ! -s $1 || -z $(tail -c 1 "$1") ]] || printf '\n' >>"$1"; }

# In the place of the old one, whose owner it keeps where that is possible.
put_env() {
  if [[ -f $env_file && ! -w $home ]] || [[ -L $env_file ]]; then
    cat "$1" >"$env_file" && rm "$1"
    return
  fi
  if [[ -f $env_file && $(id -u) == 0 ]]; then
    chown "$(stat -c %u:%g "$env_file" 2>/dev/null || stat -f %u:%g "$env_file")" "$1"
  fi
  mv "$1" "$env_file"
}

# The folder beside the compose files; it keeps itself out of git.
open_deployed() {
  mkdir -p "$deployed" 2>/dev/null || fail "$NOT_POSSIBLE" "The folder $deployed cannot be made by $(id -un)."
  [[ -w $deployed ]] || fail "$NOT_POSSIBLE" "The folder $deployed belongs to another user: $(id -un) cannot write there. Deploy as its owner, or: sudo chown -R $(id -un) $deployed"
  [[ -f $deployed/.gitignore ]] || printf '*\n' >"$deployed/.gitignore"
  local owner=''
  [[ ! -f $deployed/project ]] || owner=$(cat "$deployed/project")
  if [[ -n $owner && $owner != "$project" ]]; then
    fail "$NOT_POSSIBLE" "This clone deploys the project $owner, and what is kept in $deployed is its. Deploy $project from a clone of its own; or, if $owner is gone for good: rm -r $deployed"
  fi
  printf '%s\n' "$project" >"$deployed/project"
}
