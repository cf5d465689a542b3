#!/usr/bin/env bash
# Sets up what is missing and runs all checks; the last line is `N passed, N failed`.
#   scripts/test.sh                all
#   scripts/test.sh types          one check: types, lint, xss-scan, unit or browser
#   scripts/test.sh runs/journal   the test files whose path holds this
set -uo pipefail
# shellcheck source=scripts/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"

readonly LIMIT=1200 # seconds for one check: a test that hangs fails
passed=0 failed=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM

limited() { if command -v timeout >/dev/null; then timeout -k 10 "$LIMIT" "$@"; else "$@"; fi; }

# A check that counts as one.
count_one() {
  local name=$1 code=$2
  if ((code == 0)); then
    ((++passed))
  else
    ((++failed))
    printf -- '--- %s failed (exit %s)\n' "$name" "$code"
    cat "$logs/$name"
  fi
}

# Types, lint and the others share nothing: they run side by side.
run_static() {
  local name pids=()
  for name in "$@"; do
    case $name in
      types) limited bun node_modules/.bin/tsc --noEmit ;;
      lint) limited bun node_modules/.bin/biome check --error-on-warnings . ;;
      xss-scan) limited bun node_modules/.bin/xss-scan ;;
    esac >"$logs/$name" 2>&1 &
    pids+=($!)
  done
  for name in "$@"; do
    wait "${pids[0]}"
    count_one "$name" $?
    pids=("${pids[@]:1}")
  done
}

# The number that Bun's summary gives for `pass` or `fail`; 0 where the line is not there.
summary() {
  local number
  number=$(tail -n 15 "$2" | sed -nE "s/^ *([0-9]+) $1\$/\1/p" | tail -n 1)
  printf '%s' "${number:-0}"
}

# A test run: each of its tests counts, and a run that ended badly without a failed test (a crash, a test that ends
# the process, no tests at all) counts as one that failed.
run_tests() {
  local name=$1 code bad
  shift
  limited bun test --no-env-file --only-failures "$@" >"$logs/$name" 2>&1
  code=$?
  bad=$(summary fail "$logs/$name")
  ((passed += $(summary pass "$logs/$name")))
  if ((bad == 0)) && { ((code != 0)) || ! tail -n 5 "$logs/$name" | grep -qE '^Ran [0-9]+ tests? across'; }; then bad=1; fi
  ((failed += bad))
  if ((code != 0 || bad > 0)); then
    printf -- '--- %s tests failed (exit %s)\n' "$name" "$code"
    cat "$logs/$name"
  fi
}

# Deploys have a script of their own: scripts/test-deploy.sh, which needs Docker.
run_unit() {
  run_tests unit --path-ignore-patterns 'tests/browser/**' --path-ignore-patterns 'tests/docker/**'
}

use_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [[ -n $name ]] && CHROMIUM=$(command -v "$name") && export CHROMIUM && return
  done
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
      >"$logs/chromium" 2>&1 && CHROMIUM=$(command -v chromium) && export CHROMIUM && return
    printf -- '--- browser tests failed: Chromium could not be installed: %s\n' "$(reason_in "$logs/chromium")"
  else
    printf -- '--- browser tests failed: Chromium is missing; install it (Debian: apt-get install chromium) or set CHROMIUM to its path.\n'
  fi
  ((++failed))
  return 1
}

# A second browser where it is easily had; without it one test says that it is left out.
use_firefox() {
  [[ -z ${FIREFOX:-} ]] && ! command -v firefox-esr >/dev/null && command -v apt-get >/dev/null && [[ $EUID == 0 ]] || return 0
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >"$logs/firefox" 2>&1 || true
}

run_browser() {
  use_chromium && use_firefox && run_tests browser ./tests/browser
}

case ${1:-all} in
  all)
    run_static types lint xss-scan
    run_unit
    run_browser
    ;;
  types | lint | xss-scan) run_static "$1" ;;
  unit) run_unit ;;
  browser) run_browser ;;
  *browser*) use_chromium && run_tests chosen "$@" ;;
  *) run_tests chosen "$@" ;;
esac

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
