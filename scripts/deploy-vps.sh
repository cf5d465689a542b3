#!/usr/bin/env bash
# Puts a new version into service without cutting a stream, and takes it back: scripts/deploy-vps.sh --help
# docs/adr/0011-the-roll.md says how and why. It runs on the bash 3.2 of a Mac as well.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
home=$(dirname "$here")

# shellcheck source=scripts/deploy/say.sh
source "$here/deploy/say.sh"
# shellcheck source=scripts/deploy/options.sh
source "$here/deploy/options.sh"
# shellcheck source=scripts/deploy/project.sh
source "$here/deploy/project.sh"
# shellcheck source=scripts/deploy/engine.sh
source "$here/deploy/engine.sh"
# shellcheck source=scripts/deploy/lock.sh
source "$here/deploy/lock.sh"
# shellcheck source=scripts/deploy/settings.sh
source "$here/deploy/settings.sh"
# shellcheck source=scripts/deploy/version.sh
source "$here/deploy/version.sh"
# shellcheck source=scripts/deploy/image.sh
source "$here/deploy/image.sh"
# shellcheck source=scripts/deploy/frozen.sh
source "$here/deploy/frozen.sh"
# shellcheck source=scripts/deploy/colours.sh
source "$here/deploy/colours.sh"
# shellcheck source=scripts/deploy/nginx.sh
source "$here/deploy/nginx.sh"
# shellcheck source=scripts/deploy/leftovers.sh
source "$here/deploy/leftovers.sh"
# shellcheck source=scripts/deploy/history.sh
source "$here/deploy/history.sh"
# shellcheck source=scripts/deploy/undo.sh
source "$here/deploy/undo.sh"
# shellcheck source=scripts/deploy/roll.sh
source "$here/deploy/roll.sh"
# shellcheck source=scripts/deploy/rollback.sh
source "$here/deploy/rollback.sh"
# shellcheck source=scripts/deploy/status.sh
source "$here/deploy/status.sh"
# shellcheck source=scripts/deploy/remote.sh
source "$here/deploy/remote.sh"

main() {
  read_options "$@"
  if [[ -n $host ]]; then
    run_remote
    return
  fi
  open_project
  need_engine
  case $command in
    deploy) deploy ;;
    rollback) rollback ;;
    status) show_status ;;
    logs) follow_logs ;;
  esac
}

exec </dev/null
main "$@"
