#!/usr/bin/env bash
# Deploys IMAGE to a server by SSH, asks the site whether it is well, and takes the deploy back where it is not.
# Environment: IMAGE, DEPLOY_HOST (user@host[:port]), DEPLOY_SSH_KEY (private key), DEPLOY_KNOWN_HOSTS (the server's line, as
# `ssh-keyscan` prints it and as it was compared with the server's own); DEPLOY_URL is asked by check.sh, with DEPLOY_CHECK_KEY where
# that is set; DEPLOY_PLATFORM (linux/amd64), DEPLOY_DIR. Exit: 0 deployed and well; deploy-vps.sh's own; 1 taken back.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scripts" && pwd)

stop() {
  printf '%s\n' "$1" >&2
  exit 2
}

# Nothing is believed about who answers but what was written down before.
use_ssh() {
  umask 077
  printf '%s\n' "$DEPLOY_SSH_KEY" >"$work/key"
  printf '%s\n' "$DEPLOY_KNOWN_HOSTS" >"$work/known_hosts"
  export DEPLOY_SSH_OPTIONS="-i $work/key -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$work/known_hosts"
  export -n DEPLOY_SSH_KEY DEPLOY_KNOWN_HOSTS
}

# A warning is no reason to take a deploy back. The second try is for a network that was busy for a moment.
is_well() {
  local options=() code
  if [[ -n ${DEPLOY_CHECK_KEY:-} ]]; then
    printf '%s\n' "$DEPLOY_CHECK_KEY" >"$work/check_key"
    options=(--key-file "$work/check_key")
  fi
  for try in 1 2; do
    code=0
    "$scripts/check.sh" "$DEPLOY_URL" "${options[@]}" || code=$?
    ((code > 1)) || return 0
    [[ $try == 2 ]] || sleep "${DEPLOY_CHECK_PAUSE:-10}"
  done
  return 1
}

for name in IMAGE DEPLOY_HOST DEPLOY_SSH_KEY DEPLOY_KNOWN_HOSTS; do
  [[ -n ${!name:-} ]] || stop "$name is not set; docs/releasing.md says where it belongs."
done
[[ -n ${DEPLOY_DIR:-} ]] || unset DEPLOY_DIR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
use_ssh

docker pull -q --platform "${DEPLOY_PLATFORM:-linux/amd64}" "$IMAGE"
code=0
"$scripts/deploy-vps.sh" deploy --host "$DEPLOY_HOST" --image "$IMAGE" || code=$?
# What it could not deploy it has taken back itself.
((code == 0)) || exit "$code"

if [[ -z ${DEPLOY_URL:-} ]]; then
  printf 'Deployed. DEPLOY_URL is not set, so nobody has asked the site itself.\n'
elif ! is_well; then
  printf 'The site is not well with the new version; the one before comes back.\n' >&2
  "$scripts/deploy-vps.sh" rollback --host "$DEPLOY_HOST" || stop 'The rollback failed too: look at the server (deploy-vps.sh status).'
  is_well || printf 'The site is not well with the version before either, so the reason is elsewhere.\n' >&2
  exit 1
fi
