#!/usr/bin/env bash
# Copies DATA_DIR (environment, .env or ./data) into a folder, also while the server runs: scripts/backup.sh --help
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
exec bun src/main.ts backup "${args[@]}"
