#!/usr/bin/env bash
# Sourced by setup-vps.sh: the options, checked before anything is looked at.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

domain='' email='' staging=no tls=yes firewall=yes ssh_key='' image='' dir=/opt/devussy-web assume_yes=no

wrong_use() {
  printf '%s\nAll options: scripts/setup-vps.sh --help\n' "$1" >&2
  exit 2
}

read_options() {
  while (($#)); do
    case $1 in
      --domain | --email | --ssh-key | --image | --dir)
        [[ -n ${2:-} && $2 != --* ]] || wrong_use "$1 needs a value."
        set_option "${1#--}" "$2"
        shift
        ;;
      --*=*) set_option_or_refuse "${1%%=*}" "${1#*=}" ;;
      --staging) staging=yes ;;
      --no-tls) tls=no ;;
      --no-firewall) firewall=no ;;
      --yes) assume_yes=yes ;;
      --dry-run) dry_run=yes ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) wrong_use "$1 is not an option." ;;
    esac
    shift
  done
  recall_options
  check_options
}

set_option_or_refuse() {
  case $1 in
    --domain | --email | --ssh-key | --image | --dir) set_option "${1#--}" "$2" ;;
    *) wrong_use "$1 is not an option that takes a value." ;;
  esac
}

set_option() {
  case $1 in
    domain) domain=$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]' | tr -d ' ') ;;
    email) email=$2 ;;
    ssh-key) ssh_key=$2 ;;
    image) image=$2 ;;
    dir) dir=${2%/} ;;
  esac
}

# A later run needs not be told again what the settings say.
recall_options() {
  [[ -r $dir/.env ]] || return 0
  [[ -n $domain ]] || domain=$(setting_of DOMAIN)
  [[ -n $email ]] || email=$(setting_of ACME_EMAIL)
}

check_options() {
  [[ $dir == /?* && $dir != *[!A-Za-z0-9/._-]* ]] ||
    wrong_use "--dir $dir: give a whole path of letters, digits and . _ - / such as /opt/devussy-web."
  [[ $dir != /root* && $dir != /tmp* ]] || wrong_use "--dir $dir: the user deploy must reach it after a restart too; take /opt/devussy-web."
  local name
  for name in ${domain//,/ }; do check_domain "$name"; done
  [[ -z $email || $email =~ ^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:].]+$ ]] || wrong_use "--email $email: that is no mail address."
  [[ -z $ssh_key || -r $ssh_key ]] || wrong_use "--ssh-key $ssh_key: there is no such file."
  [[ $tls == no ]] && return
  [[ -n $domain ]] || wrong_use '--domain is missing: the host name that people open (or --no-tls, for a proxy of your own).'
}

check_domain() {
  local name=$1 label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  [[ $name != *://* && $name != */* && $name != *:* ]] ||
    wrong_use "--domain $name: give the name alone, without https://, port or path, such as plans.example.org."
  [[ ! $name =~ ^[0-9.]+$ ]] || wrong_use "--domain $name: certificates are for names; give a host name, not an address."
  [[ $name =~ ^($label\.)+[a-z][a-z0-9-]*[a-z0-9]$ && ${#name} -le 253 ]] ||
    wrong_use "--domain $name: that is no host name. Letters, digits and hyphens between dots, such as plans.example.org."
}
