#!/usr/bin/env bash
# Sourced by deploy-vps.sh: one at a time for a project on a machine, from whichever clone.
# shellcheck disable=SC2154 # The parts share their variables.

lock_held=''

lock_path() { printf '/tmp/devussy-web-%s.lock' "$project"; }

# Waits for whoever is at work, for at most --timeout.
take_lock() {
  local path
  path=$(lock_path)
  if command -v flock >/dev/null; then
    # Opened for reading: in /tmp another user's file cannot be opened for writing, and need not be.
    [[ -e $path ]] || (umask 022 && : >"$path") 2>/dev/null || true
    exec 9<"$path" || fail "$NOT_POSSIBLE" "The lock $path cannot be read by $(id -un)."
    if ! flock -n 9; then
      say_who
      bounded "$((patience + 5))" flock -w "$patience" 9 || fail "$BUSY" "Another deploy of $project was still at work after $patience s. Try again, or wait longer with --timeout."
    fi
  else
    take_folder "$path.d"
  fi
  lock_held=$path
  printf '%s by %s (process %s) since %s' "$command" "$(id -un)" "$$" "$(date -u +%H:%M:%SZ)" >"$deployed/at-work" 2>/dev/null || true
}

say_who() {
  local who=''
  [[ ! -f $deployed/at-work ]] || who=$(cat "$deployed/at-work")
  note "waiting for another that is at work on $project${who:+: $who}"
}

# Where there is no flock (a Mac): a folder, which only one can make, with the number of who made it.
take_folder() {
  local folder=$1 until=$((SECONDS + patience)) owner said=''
  until mkdir "$folder" 2>/dev/null; do
    owner=$(cat "$folder/pid" 2>/dev/null || true)
    if [[ -n $owner ]] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$folder"
      continue
    fi
    [[ -n $said ]] || say_who
    said=yes
    ((SECONDS < until)) || fail "$BUSY" "Another deploy of $project was still at work after $patience s. If none is: rm -r $folder"
    rest 1
  done
  printf '%s\n' "$$" >"$folder/pid"
}

release_lock() {
  [[ -n $lock_held ]] || return 0
  rm -f "$deployed/at-work"
  if command -v flock >/dev/null; then exec 9<&-; else rm -rf "$lock_held.d"; fi
  lock_held=''
}
