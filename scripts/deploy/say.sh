#!/usr/bin/env bash
# Sourced by deploy-vps.sh: steps with names, failures in a sentence, and waits that end.
# shellcheck disable=SC2034 # The parts share their variables.

# Exit codes; `--help` tells them.
readonly FAILED=1 WRONG_USE=2 NOT_POSSIBLE=3 BAD_SETTINGS=4 NO_IMAGE=5 BUSY=6 UNREACHABLE=7 NOT_PUT_BACK=8 INTERRUPTED=130

step='' began=$SECONDS child=''
# Kept apart: a trap runs with the redirections of the function that it has stopped.
exec 7>&1 8>&2

# What happens now, with the seconds so far.
step() {
  step=$1
  printf '[%3d s] %s\n' $((SECONDS - began)) "$1"
}

note() { printf '        %s\n' "$1"; }

warn() { printf '        %s\n' "$1" >&2; }

# CODE SENTENCE: the end. Whatever has to be put back is put back by the trap for EXIT.
fail() {
  printf 'failed%s: %s\n' "${step:+ at \"$step\"}" "$2" >&2
  exit "$1"
}

# SECONDS COMMAND…: ends it when the time is up (124), and at once when we are told to end.
bounded() {
  local limit=$1 status=0
  shift
  if command -v timeout >/dev/null; then
    timeout -k 5 "$limit" "$@" <&0 &
  else
    # A Mac has no timeout, but perl.
    perl -e 'alarm shift; exec @ARGV' "$limit" "$@" <&0 &
  fi
  child=$!
  wait "$child" || status=$?
  child=''
  return "$status"
}

# A moment's rest that a signal ends.
rest() { bounded 60 sleep "$1" || true; }

interrupted() {
  trap '' INT TERM HUP
  exec >&7 2>&8
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  printf '\nstopped by %s%s\n' "$1" "${step:+ at \"$step\"}" >&2
  exit "$INTERRUPTED"
}

# What the engine said, as the one line that a sentence ends with.
last_line() { sed -E 's/^(Error response from daemon|Error|ERROR): *//; /^ *$/d' "$1" | tail -n 1 | cut -c 1-300; }
