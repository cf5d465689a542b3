#!/usr/bin/env bash
# Sourced by the other scripts: afterwards the working directory is the project, `bun` is the pinned Bun, and the locked
# packages are there. What is there already costs one start of Bun and one comparison of two files.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

missing() {
  printf '%s\n' "$1" >&2
  exit 1
}

# The line of a log that says why, for the one sentence a person gets.
reason_in() {
  local lines
  lines=$(sed -E 's/^npm (error|ERR!) ?//; /^ *$/d; /complete log/d; /^npm (notice|warn)/d' "$1")
  grep -E 'rror|failed|denied|No space|\bE[A-Z]{4,}\b' <<<"$lines" | tail -n 1 || tail -n 1 <<<"$lines"
}

# Several scripts may start at once on a fresh clone; one sets up, the others wait and find it done.
alone() {
  mkdir -p .cache 2>/dev/null || missing "The folder $PWD/.cache cannot be made, and Bun and packages are set up in it."
  if command -v flock >/dev/null; then (flock 9 && "$@") 9>.cache/setup.lock; else "$@"; fi
}

version_of() { "$1" --version 2>/dev/null; }

use_bun() {
  local pinned kept
  pinned=$(sed -nE 's/^ *"packageManager": *"bun@([^"]+)".*/\1/p' package.json)
  [[ $(version_of bun) == "$pinned" ]] && return
  kept=$PWD/.cache/bun-$pinned/node_modules/.bin
  if [[ $(version_of "$kept/bun") != "$pinned" ]]; then
    command -v npm >/dev/null ||
      missing "Bun $pinned is missing and so is npm, which could fetch it: install Node.js with npm, or Bun $pinned."
    alone fetch_bun "$pinned" "$kept" || exit 1
  fi
  # Exported: tests start further `bun` processes.
  export PATH=$kept:$PATH
}

fetch_bun() {
  local pinned=$1 kept=$2 new=.cache/bun-new
  [[ $(version_of "$kept/bun") == "$pinned" ]] && return
  rm -rf "$new" ".cache/bun-$pinned" && mkdir "$new"
  if ! npm install --prefix "$new" --no-audit --no-fund --no-save "bun@$pinned" >.cache/setup.log 2>&1; then
    missing "npm could not fetch Bun $pinned (is there a network?): $(reason_in .cache/setup.log)"
  fi
  # Where npm runs no install scripts, the package's own still puts the binary in place.
  [[ $(version_of "$new/node_modules/.bin/bun") == "$pinned" ]] ||
    (cd "$new/node_modules/bun" && node install.js >>../../../setup.log 2>&1)
  [[ $(version_of "$new/node_modules/.bin/bun") == "$pinned" ]] ||
    missing "The Bun $pinned that npm fetched does not run on this machine: $(reason_in .cache/setup.log)"
  mv "$new" ".cache/bun-$pinned"
}

use_packages() {
  cmp -s bun.lock node_modules/.installed.lock || alone install_packages || exit 1
}

install_packages() {
  cmp -s bun.lock node_modules/.installed.lock && return
  if ! bun install --frozen-lockfile >.cache/setup.log 2>&1; then
    missing "The locked packages could not be installed (is there a network?): $(reason_in .cache/setup.log)"
  fi
  cp bun.lock node_modules/.installed.lock
}

# npm and Bun bring lists of authorities of their own; those this machine trusts, a company's for instance, count too.
trust_this_machine() {
  local file
  for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    [[ -r $file ]] && export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$file} && return
  done
}

trust_this_machine
use_bun
use_packages
