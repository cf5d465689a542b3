#!/usr/bin/env bash
# Runs deploy-vps.sh on a server apart from the SSH connection that asked for it: detached.sh LOG ARGUMENT…
# Its last line in the log is the exit code. A SIGTERM goes on to the deploy, which puts back what it has touched.
set -u

log=$1
shift
exec >"$log" 2>&1
"$(dirname "${BASH_SOURCE[0]}")/../deploy-vps.sh" "$@" &
deploy=$!
trap 'kill -TERM "$deploy" 2>/dev/null' TERM INT HUP
code=0
wait "$deploy" || code=$?
# A signal ends the waiting, not the deploy.
while kill -0 "$deploy" 2>/dev/null; do wait "$deploy" && code=0 || code=$?; done
printf 'exit code %s\n' "$code"
# The logs of earlier runs.
find "$(dirname "$log")" -type f -mtime +30 -exec rm -f {} +
