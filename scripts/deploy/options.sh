#!/usr/bin/env bash
# Sourced by deploy-vps.sh: what was asked for.
# shellcheck disable=SC2034 # The parts share their variables.

usage() {
  cat <<'TEXT'
usage: scripts/deploy-vps.sh [deploy|rollback [VERSION]|status|logs] [--local] [--host user@host] [--dry-run] [option…]

  deploy              the version of this clone, or another image, comes into service; streams that run go on to their
                      end in the old one. Anything that goes wrong puts back what was
  rollback [VERSION]  back to the version before, or to one of those that are kept (status names them)
  status              which version is live, what still drains, what is kept, the last deploys, and whether all fits
  logs                what both colours and nginx log, from now on (Ctrl-C ends it; --since 10m begins earlier)

Where
  --local             on this machine, in this clone (what happens without --host as well)
  --host user@host[:port]   on that server, by SSH: the image is made here, sent, and deployed there
  --dir DIR           the folder on the server (DEPLOY_DIR, or /opt/devussy-web)
What
  --image REF         this image instead of building one; it is pulled where it is not there
  --tar FILE          an image out of this file (docker save, gzip or not)
  --pull              with --image: fetch it anew; else: fetch newer base images for the build
How
  --dry-run           says what would happen and changes nothing
  --now               ends what still drains from before, instead of leaving it its streams
  --with-nginx        re-creates nginx where its part of the compose file has changed; running streams are cut and come
                      back by themselves. Its settings and templates change without that
  --slow              allows a migration of the data that holds up writing for longer than a second
  --timeout SECONDS   the longest wait for another deploy, and for a new version to get ready (60)
  --help              this

Environment or .env: COMPOSE_PROJECT_NAME, COMPOSE_FILE, HTTP_PORT; VERSION names what is built, else git does.
DEPLOY_SSH_OPTIONS are further words for ssh, DEPLOY_DIR is --dir, DEPLOY_MIN_FREE_MB the least space on the disk (500).

Exit codes
  0    done; status: what is on disk fits what runs, and a version is live
  1    the new version is no good, or a step failed; the old one serves as before. status: something does not fit
  2    wrong use
  3    this machine or server lacks something: Docker, rights, Compose, space, a port. Nothing was touched
  4    a setting is wrong. Nothing was touched
  5    there is no such image, version or file, or it could not be built. Nothing was touched
  6    another deploy was at work for all of --timeout
  7    the server cannot be reached by SSH, or the connection was cut; then the deploy goes on there
  8    it failed and not all could be put back: look at status and logs
  130  stopped by a signal; the old version serves as before
TEXT
}

command=deploy version_asked='' host='' remote_dir='' image_asked='' tar_asked='' since=1s
is_dry='' is_pull='' is_now='' is_with_nginx='' is_slow='' patience=60

wrong_use() {
  printf '%s See scripts/deploy-vps.sh --help.\n' "$1" >&2
  exit "$WRONG_USE"
}

read_options() {
  local words=() is_local=''
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --local) is_local=yes ;;
      --dry-run) is_dry=yes ;;
      --pull) is_pull=yes ;;
      --now) is_now=yes ;;
      --with-nginx) is_with_nginx=yes ;;
      --slow) is_slow=yes ;;
      --host | --dir | --image | --tar | --timeout | --since)
        [[ -n ${2:-} && ${2:-} != --* ]] || wrong_use "$1 needs a value."
        take_value "$1" "$2"
        shift
        ;;
      --*=*)
        take_value "${1%%=*}" "${1#*=}"
        ;;
      -*) wrong_use "There is no option $1." ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  read_words ${words[@]+"${words[@]}"}
  [[ -z $is_local || -z $host ]] || wrong_use '--local and --host are two places; give one.'
  [[ -z $image_asked || -z $tar_asked ]] || wrong_use '--image and --tar are two images; give one.'
  if [[ $command != deploy ]]; then
    [[ -z $image_asked$tar_asked$is_pull ]] || wrong_use "--image, --tar and --pull go with deploy alone."
  fi
}

take_value() {
  case $1 in
    --host)
      [[ $2 =~ ^([A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]{1,5})?$ ]] ||
        wrong_use "--host $2: user@host or user@host:port is wanted."
      host=$2
      ;;
    --dir)
      [[ $2 =~ ^/[A-Za-z0-9._/-]+$ ]] || wrong_use "--dir $2: a whole path of letters, digits and . _ - / is wanted."
      remote_dir=$2
      ;;
    --image) image_asked=$2 ;;
    --tar) tar_asked=$2 ;;
    --since) since=$2 ;;
    --timeout)
      [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || wrong_use "--timeout $2: whole seconds are wanted."
      patience=$2
      ;;
    *) wrong_use "There is no option $1." ;;
  esac
}

read_words() {
  (($#)) || return 0
  case $1 in
    deploy | rollback | status | logs) command=$1 ;;
    *) wrong_use "\"$1\" is none of deploy, rollback, status and logs." ;;
  esac
  shift
  (($#)) || return 0
  [[ $command == rollback ]] || wrong_use "$command takes no \"$1\"."
  (($# == 1)) || wrong_use 'rollback takes one version.'
  [[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$ ]] || wrong_use "\"$1\" is no name of a version."
  version_asked=$1
}
