#!/usr/bin/env bash
# Sourced by setup-vps.sh: the folder in which everything lives, with the program in it.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

# What belongs to a checkout's own machine.
readonly NOT_OF_THE_KIT=(node_modules .cache .env .deploy .ci data backups)

keep_kit() {
  keep_folder "$dir" 0755 "$USER_NAME:$USER_NAME"
  # Owner: the server's user in the container, who writes them. Root reads them all the same.
  keep_folder /var/backups/devussy-web 0700 65532:65532
  if [[ $(readlink -f "$checkout") == $(readlink -f "$dir") ]]; then
    keep_owner
  elif [[ ! -e $dir/docker-compose.yml ]]; then
    change "copy the program from $checkout to $dir" copy_kit
  else
    note "$dir; newer versions come by scripts/deploy-vps.sh"
  fi
}

# Read by root, written by the user it is for: no file becomes root's, none keeps a right that was not meant.
copy_kit() {
  local name excluded=()
  for name in "${NOT_OF_THE_KIT[@]}"; do excluded+=("--exclude=./$name"); done
  tar -C "$checkout" -c "${excluded[@]}" . | runuser -u "$USER_NAME" -- tar -C "$dir" -x --no-overwrite-dir
}

# Cloned by root right to its place.
keep_owner() {
  local foreign
  foreign=$(find "$dir" -path "$dir/.deploy" -prune -o ! -user "$USER_NAME" -print -quit 2>/dev/null)
  [[ -z $foreign ]] ||
    change "give $dir to $USER_NAME" find "$dir" -path "$dir/.deploy" -prune -o ! -user "$USER_NAME" -exec chown -h "$USER_NAME:$USER_NAME" {} +
}
