#!/usr/bin/env bash
# keep-backups.sh FOLDER: one backup into FOLDER/daily/DATE, proved by restoring it, then the old ones thinned out.
# Run as root by devussy-web-backup.service in the folder of the compose file.
#   DEVUSSY_WEB  the program where it runs without containers; DATA_DIR is then its data
#   DAYS, WEEKS  how many are kept; 7 and 4
# Exit codes: 0 a proved backup is there, 1 it could not be made or proved (those that are there stay), 2 wrong use.
set -euo pipefail

readonly USER_OF_THE_SERVER=65532
days=${DAYS:-7} weeks=${WEEKS:-4}

fail() {
  printf 'No backup was made: %s\n' "$1" >&2
  exit 1
}

# What was deployed last names the live colour alone; its image is what wrote the data. Without a deploy both have one image.
live_colour() { docker compose config --services | grep -xE 'blue|green' | sort | head -n 1; }

# devussy COMMAND ARG...: the program's own backup and restore, with $folder at the same path inside.
devussy() {
  if [[ -n ${DEVUSSY_WEB:-} ]]; then
    "$DEVUSSY_WEB" "$@"
  else
    docker compose run --rm --no-deps -T --volume "$folder:$folder" "$colour" "$@"
  fi
}

make_folder() {
  local owner=$USER_OF_THE_SERVER
  [[ -z ${DEVUSSY_WEB:-} ]] || owner=0
  install -d -m 0700 -o "$owner" -g "$owner" "$folder" "$@"
}

# The newest stay. Names are dates, so their order is that of time.
thin_out() {
  local kept=$2 name
  find "$1" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -r | tail -n "+$((kept + 1))" | while IFS= read -r name; do
    rm -rf "${1:?}/$name"
    printf 'took away %s\n' "$1/$name"
  done
}

main() {
  if (($# != 1)) || [[ $1 != /* ]]; then
    printf 'usage: keep-backups.sh FOLDER, as a whole path\n' >&2
    exit 2
  fi
  folder=${1%/}
  new=$folder/.new proof=$folder/.proof
  local today week
  exec 9>/run/lock/devussy-web-backup
  flock -n 9 || fail 'another one is being made at this moment'
  today=$(date +%F) week=$(date +%G-W%V)
  make_folder "$folder/daily" "$folder/weekly"
  if [[ -z ${DEVUSSY_WEB:-} ]]; then
    colour=$(live_colour) || fail "Compose does not name the server's service in $PWD"
  fi
  # What a run that was cut off has left.
  rm -rf "$new" "$proof"
  trap 'rm -rf "$new" "$proof"' EXIT
  trap 'exit 1' INT TERM
  devussy backup "$new" || fail 'the program could not make it (see above)'
  # A backup is one when it has been restored: every sum compared, every run read to its end.
  devussy restore "$new" "$proof" || fail 'what was written could not be restored (see above), and is thrown away'
  # Twice on a day: the later one counts.
  rm -rf "${folder:?}/daily/$today"
  mv "$new" "$folder/daily/$today"
  # Links: a week's backup takes no room while its day is kept.
  [[ -d $folder/weekly/$week ]] || cp -al "$folder/daily/$today" "$folder/weekly/$week"
  thin_out "$folder/daily" "$days"
  thin_out "$folder/weekly" "$weeks"
  printf 'kept %s, proved by restoring it\n' "$folder/daily/$today"
}

main "$@"
