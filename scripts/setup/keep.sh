#!/usr/bin/env bash
# Sourced by setup-vps.sh: files and folders that are to be as described, and nothing done where they are.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

# keep_file PATH MODE OWNER:GROUP, content on standard input. True in $kept_changed where it was not so already.
kept_changed=no
keep_file() {
  local path=$1 mode=$2 owner=$3 content
  content=$(cat && printf x)
  content=${content%x}
  kept_changed=no
  if [[ -f $path ]] && printf '%s' "$content" | cmp -s - "$path" && has_rights "$path" "$mode" "$owner"; then return; fi
  kept_changed=yes
  change "write $path" put_file "$path" "$mode" "$owner" "$content"
}

# The new file takes the old one's place at once: nobody reads half of it, and a full disk leaves the old one.
put_file() {
  local path=$1 mode=$2 owner=$3 content=$4 new
  mkdir -p "$(dirname "$path")" && new=$(mktemp "$path.XXXXXX") &&
    printf '%s' "$content" >"$new" && chown "$owner" "$new" && chmod "$mode" "$new" && mv -f "$new" "$path" && return
  rm -f "${new:-}"
  return 1
}

# keep_folder PATH MODE OWNER:GROUP
keep_folder() {
  [[ -d $1 ]] && has_rights "$1" "$2" "$3" && return
  change "make the folder $1 ($2, $3)" install -d -m "$2" -o "${3%:*}" -g "${3#*:}" "$1"
}

# Names or numbers count alike as owner.
has_rights() {
  local found
  found=$(stat -c '%a %U:%G %u:%g' "$1")
  [[ $found == "${2#0} "* && " ${found#* } " == *" $3 "* ]]
}

is_installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]; }

# is_at_least VERSION LEAST: numbers between dots; what follows them (-ubuntu1, +ds) does not count.
is_at_least() {
  local version=${1#v}
  version=${version%%[!0-9.]*}
  [[ -n $version && $(printf '%s\n%s\n' "$2" "$version" | sort -V | head -n 1) == "$2" ]]
}

# A command that may hang: dns, docker, systemctl. Seconds first.
within() { timeout --foreground -k 5 "$@"; }
