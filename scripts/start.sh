#!/usr/bin/env bash
# Sets up what is missing and runs the server in the foreground. Settings: environment or .env, see .env.example.
# shellcheck disable=SC3028 # Asked of sh alone, which then gives way to bash.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -euo pipefail
here=${BASH_SOURCE[0]}
# Called by a link from elsewhere, it works in its own checkout all the same.
[[ ! -L $here ]] || here=$(readlink -f "$here")
# shellcheck source=scripts/toolchain.sh
source "$(dirname "$here")/toolchain.sh"

export NODE_ENV=${NODE_ENV:-production}
# Bun's fetch lets 256 requests run at once unless told otherwise, and further models' answers would wait in silence.
export BUN_CONFIG_MAX_HTTP_REQUESTS=${BUN_CONFIG_MAX_HTTP_REQUESTS:-10000}
exec bun src/main.ts "$@"
