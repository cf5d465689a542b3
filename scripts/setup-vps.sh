#!/usr/bin/env bash
# Makes a bare Debian or Ubuntu server into one that runs devussy-web: scripts/setup-vps.sh --help
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$here")

# shellcheck source=scripts/setup/report.sh
source "$here/setup/report.sh"
# shellcheck source=scripts/setup/keep.sh
source "$here/setup/keep.sh"
# shellcheck source=scripts/setup/options.sh
source "$here/setup/options.sh"
# shellcheck source=scripts/setup/machine.sh
source "$here/setup/machine.sh"
# shellcheck source=scripts/setup/host-name.sh
source "$here/setup/host-name.sh"
# shellcheck source=scripts/setup/packages.sh
source "$here/setup/packages.sh"
# shellcheck source=scripts/setup/engine.sh
source "$here/setup/engine.sh"
# shellcheck source=scripts/setup/engine-settings.sh
source "$here/setup/engine-settings.sh"
# shellcheck source=scripts/setup/upkeep.sh
source "$here/setup/upkeep.sh"
# shellcheck source=scripts/setup/account.sh
source "$here/setup/account.sh"
# shellcheck source=scripts/setup/firewall.sh
source "$here/setup/firewall.sh"
# shellcheck source=scripts/setup/ssh.sh
source "$here/setup/ssh.sh"
# shellcheck source=scripts/setup/kit.sh
source "$here/setup/kit.sh"
# shellcheck source=scripts/setup/settings.sh
source "$here/setup/settings.sh"
# shellcheck source=scripts/setup/site.sh
source "$here/setup/site.sh"

usage() {
  cat <<'HELP'
usage: sudo scripts/setup-vps.sh --domain NAME [--email ADDRESS] [options]

Sets up a bare Debian 12/13 or Ubuntu 22.04/24.04 server: Docker, firewall, updates, swap, a user that deploys, settings,
made secrets, systemd units, the first start and the first certificate. Each step looks first and changes only what is not
as it should be: a second run changes nothing and says so, and a run after a failure goes on where the last one stopped.

  --domain NAME    host name that people open, such as plans.example.org, which must lead to this server;
                   several are separated by commas, and the first is the one that links name
  --email ADDRESS  where the certificate authority writes to when something is wrong; may be left out
  --staging        certificate of the authority's test server (browsers do not trust it; its limits are wide)
  --no-tls         page on 127.0.0.1:8080 alone, for a proxy or tunnel of your own; no certificate
  --no-firewall    leaves firewalls alone
  --ssh-key FILE   public key that may sign in as the user `deploy`; without it the keys of the one who runs this
  --image NAME     starts this image (loaded or pulled) instead of building one here
  --dir FOLDER     where everything lives; default /opt/devussy-web
  --yes            does not ask; signing in by password is still switched off only where a key is known to be there
  --dry-run        says what it would do and changes nothing
  --help           this text

Exit codes:
   0  all is set up, or was already
   1  something unforeseen
   2  wrong use: an option is missing or wrong
   3  this machine will not do: no root, other system, no systemd, too little disk
   4  packages: no network, apt or dpkg broken
   5  Docker: not the right one, too old, does not start, its settings cannot be read
   6  firewall
   7  user or SSH
   8  settings: .env is not readable as such
   9  a port is taken by another program
  10  the first start failed
  11  everything is set up but the certificate; what to do is said
 130  stopped by Ctrl-C
HELP
}

# shellcheck disable=SC2034 # For report.sh.
readonly STEPS=17

main() {
  read_options "$@"
  open_report
  run_step machine 3 'supported system' check_machine
  run_step packages 4 'packages' keep_packages
  run_step host-name 1 'host name' check_host_name
  run_step ports 9 'free ports' check_ports
  run_step docker 5 'Docker and Compose' keep_engine
  run_step docker-settings 5 "Docker's settings" keep_engine_settings
  run_step swap 1 'swap' keep_swap
  run_step upgrades 4 'security updates' keep_upgrades
  run_step account 7 'user deploy' keep_account
  run_step firewall 6 'firewall' keep_firewall
  run_step ssh 7 'signing in by SSH' keep_ssh
  run_step kit 8 'program and folders' keep_kit
  run_step settings 8 'settings' keep_settings
  run_step secrets 8 'secrets' keep_secrets
  run_step units 1 'systemd units' keep_units
  run_step start 10 'first start' keep_running
  run_step certificate 11 'certificate' keep_certificate
  close_report
}

main "$@"
