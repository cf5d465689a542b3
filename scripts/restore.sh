#!/usr/bin/env bash
# Copies a backup into an empty folder, proves it and says what it has: scripts/restore.sh --help
set -euo pipefail
from=$PWD
# shellcheck source=scripts/toolchain.sh
source "$(dirname "${BASH_SOURCE[0]}")/toolchain.sh"

args=()
for arg in "$@"; do
  # Paths are meant from where the caller stands.
  [[ $arg == -* || $arg == /* || -z $arg ]] || arg=$from/$arg
  args+=("$arg")
done
exec bun src/main.ts restore "${args[@]}"
