#!/usr/bin/env bash
# The site's certificate: gets it, renews it, says how it stands. The site goes on whatever comes of it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source-path=SCRIPTDIR source=cert/site.sh
. "$root/scripts/cert/site.sh"
# shellcheck source-path=SCRIPTDIR source=cert/authority.sh
. "$root/scripts/cert/authority.sh"
# shellcheck source-path=SCRIPTDIR source=cert/own.sh
. "$root/scripts/cert/own.sh"

usage() {
  cat <<'HELP'
usage: scripts/cert.sh COMMAND [OPTION ...]      on the server, beside docker-compose.yml

  issue                 gets the certificate for the names in DOMAIN, where it is missing, due or lacks a name
  renew                 the same for the one that is in use; says so and ends well where nothing is due (for a timer)
  own CHAIN KEY         uses a certificate of yours (PEM files) from now on; `own --remove` goes back
  status                which certificate is in use, for which names, how many days it is good for

  --force               a new one even where the old one is good; five a week are all that Let's Encrypt gives
  --staging             issue: a trial from Let's Encrypt's staging (or from ACME_SERVER): browsers warn of it, limits are wide
  --dry-run             asks the authority for everything but the certificate; changes nothing
  --verbose             shows all that certbot says

Settings, in .env: DOMAIN (names, separated by commas), ACME_EMAIL (may be empty), ACME_SERVER (Let's Encrypt unless
set), ACME_CA_FILE (whom to believe to be ACME_SERVER). docs/tls.md has the whole way, and what to do when it fails.

exit codes:
  0  done, or nothing was due              6  the authority does not get through to port 80 of this machine
  1  something else; what was said is shown  7  the authority says: too many requests, later
  2  wrong use                             8  the authority does not answer
  3  a setting is missing or wrong         9  another scripts/cert.sh is at work
  4  Docker or the site is not running     10  the certificate is there, but nginx does not take it
  5  DOMAIN does not lead to this machine
HELP
}

fail() { # fail CODE SENTENCE...
  local code=$1
  shift
  printf 'cert: %s\n' "$*" >&2
  exit "$code"
}

misuse() { fail 2 "$1; scripts/cert.sh --help says how"; }

say() { printf '%s\n' "$*"; }

force=no staging=no dry_run=no verbose=no remove=no command='' files=()
read_arguments() {
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --force) force=yes ;;
      --staging) staging=yes ;;
      --dry-run) dry_run=yes ;;
      --verbose) verbose=yes ;;
      --remove) remove=yes ;;
      -*) misuse "there is no option $1" ;;
      *) if [[ -z $command ]]; then command=$1; else files+=("$1"); fi ;;
    esac
    shift
  done
  case $command in
    issue | renew | status) ((${#files[@]} == 0)) || misuse "$command takes no file" ;;
    own) [[ ${#files[@]} == 2 || ($remove == yes && ${#files[@]} == 0) ]] || misuse 'own takes two files: the chain and the key' ;;
    '') misuse 'a command is missing' ;;
    *) misuse "there is no command $command" ;;
  esac
  [[ $staging == no || $command == issue ]] || misuse '--staging goes with issue'
}

get_certificate() {
  local kind name
  kind=$(fact kind)
  if [[ $command == renew ]]; then
    [[ $kind != none ]] || fail 3 'there is no certificate to renew yet: scripts/cert.sh issue gets it'
    if [[ $kind == own ]]; then
      say "The certificate is one of your own, good for $(fact days) days; it is renewed by: scripts/cert.sh own CHAIN KEY"
      (($(fact days) >= 0)) || exit 3
      return
    fi
    [[ $kind != staging ]] || staging=yes
  fi
  name=$(fact domain)
  name=${name%%,*}
  [[ $staging == no ]] || name=$name-staging
  ask_authority "$name"
  if [[ $dry_run == yes ]]; then
    say "The authority would give a certificate for $(fact domain). Nothing was changed."
    return
  fi
  take_over
  forget_trial
  [[ $kind != own ]] || say 'Your own certificate goes before it; scripts/cert.sh own --remove puts it away.'
}

# With the real one in use nobody wants the trial back.
forget_trial() {
  [[ $(fact kind) == issued && $staging == no ]] || return 0
  in_volume "rm -rf /etc/letsencrypt/*/$name-staging /etc/letsencrypt/renewal/$name-staging.conf"
}

read_arguments "$@"
find_site
case $command in
  status) show_status ;;
  own) hold_lock && own_certificate ;;
  *) hold_lock && get_certificate ;;
esac
