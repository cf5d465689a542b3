#!/usr/bin/env bash
# Is the site well? One line and an exit code, for cron, Nagios and their like: scripts/check.sh --help
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/check.sh URL [option...]
Asks a site from outside whether it is well, and says so in one line.

  --key-file FILE         a key of the API (not readable by others); without it no stream is tried
  --paid                  try a new design even where the model costs money (see below)
  --first-token SECONDS   the longest wait for a design's first word (5)
  --min-cert-days DAYS    warn when the certificate ends sooner (14); below 3, or this, is critical
  --http-port PORT        where http:// is expected to go to https:// (80)
  --ca-file FILE          authority to believe besides the machine's
  --timeout SECONDS       the longest wait for any other answer (10)

Looks at: readiness and version; the first word of a design; for https the certificate, http → https and
Strict-Transport-Security; the headers of the start page.

The first word: with the key for smoke tests (DATA_DIR/secrets/smoke_key; docker compose cp blue:/data/secrets/smoke_key .),
or where the demo model writes, a design is started, waited for and deleted; that costs nothing. With another key and a model
that is paid for, the newest run is read again instead, which shows that streams come through and costs nothing either;
--paid starts a design of at most 16 tokens and deletes it.

Exit: 0 well, 1 warning, 2 critical, 3 cannot tell (wrong call, missing program, stopped by a signal).
END
}

unknown() {
  printf 'UNKNOWN - %s\n' "$1"
  exit 3
}

url='' key_file='' paid='' first_token=5 min_cert_days=14 http_port=80 ca_file='' limit=10
number() { [[ $2 =~ ^[0-9]{1,5}$ ]] || unknown "$1 takes a whole number, not \"$2\"; see --help"; }

read_arguments() {
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --paid) paid=yes && shift && continue ;;
      --key-file | --first-token | --min-cert-days | --http-port | --ca-file | --timeout)
        (($# > 1)) || unknown "$1 needs a value; see --help" ;;
      -*) unknown "there is no option $1; see --help" ;;
      *)
        [[ -z $url ]] || unknown "one URL at a time: $url, and what is \"$1\"?"
        url=$1 && shift && continue
        ;;
    esac
    case $1 in
      --key-file) key_file=$2 ;;
      --ca-file) ca_file=$2 ;;
      --first-token) number "$@" && first_token=$2 ;;
      --min-cert-days) number "$@" && min_cert_days=$2 ;;
      --http-port) number "$@" && http_port=$2 ;;
      --timeout) number "$@" && limit=$2 ;;
    esac
    shift 2
  done
  [[ $url =~ ^(https?)://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:([0-9]{1,5}))?/?$ ]] ||
    unknown "${url:+\"$url\" is no address of a site: }give one like https://plans.example.org; see --help"
  scheme=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]} port=${BASH_REMATCH[4]}
  url=${url%/}
  local file
  for file in "$key_file" "$ca_file"; do
    [[ -z $file || -r $file ]] || unknown "the file $file cannot be read"
  done
}

# --- What was found: the worst counts, each finding is a few words.
worst=0 found=() figures=()
say() { # LEVEL WORDS
  (($1 <= worst)) || worst=$1
  found+=("$2")
}

# One line, whatever an answer held; what follows a | is for programs.
conclude() {
  local names=(OK WARNING CRITICAL) line
  line=$(printf '%s; ' "${found[@]}" | tr '|' /)
  line="${names[worst]} - ${line%; }"
  ((${#figures[@]} == 0)) || line+=" | ${figures[*]}"
  printf '%s\n' "$line" | tr -d '\000-\011\013-\037\177'
  exit "$worst"
}

# --- Asking. The key is in a file for curl: a process list shows none.
ask() { curl "${as_always[@]}" "$@" 2>"$work/why"; }
# The reason in curl's own words, without its "curl: (7) ".
why() { sed -E 's/^curl: \([0-9]+\) //' "$work/why" | head -n 1; }
# How often the last answer (after redirects) has the header.
count_of() {
  tr -d '\r' <"$1" | awk -v name="$2:" '/^HTTP\// { n = 0 } index(tolower($0), name) == 1 { n++ } END { print n + 0 }'
}
# The first text of that name in a file of JSON.
field_of() {
  awk -v name="\"$2\":\"" '{ at = index($0, name) } at { text = substr($0, at + length(name)); sub(/".*/, "", text); print text; exit }' "$1"
}
seconds_now() { printf '%s' "${EPOCHREALTIME:-$(date +%s)}" | tr , .; }

check_health() {
  local status took version
  if ! took=$(ask -o "$work/ready" -w '%{http_code} %{time_total}' "$url/readyz"); then
    say 2 "no answer from $url: $(why)"
    return 1
  fi
  status=${took% *}
  figures+=("ready=${took#* }s")
  ask -o "$work/health" "$url/health" || : >"$work/health"
  version=$(field_of "$work/health" version)
  case $status in
    200) say 0 "version ${version:-unknown} is ready" ;;
    503) say 2 "not ready${version:+ (version $version)}: $(head -c 200 "$work/ready" | tr -d '"{}')" ;;
    *) say 2 "/readyz answers $status, so this is not the site or something stands in between" ;;
  esac
}

# --- The first word of a design
run=''
forget_run() {
  [[ -n $run ]] || return 0
  ask -o /dev/null -X DELETE -H "@$work/key" "$url/api/runs/$run" || true
  run=''
}

# Reads a stream up to its first word: "RUN SECONDS", with "-" for what did not come.
first_word() {
  local line event='' id=- started=$1 done=-
  while IFS= read -r line; do
    line=${line%$'\r'}
    case $line in
      'event: '*) event=${line#event: } ;;
      'data: '*)
        if [[ $event == run && $line =~ \"id\":\"([A-Za-z0-9_-]+)\" ]]; then id=${BASH_REMATCH[1]}; fi
        if [[ $event == token ]]; then
          done=$(awk -v a="$started" -v b="$(seconds_now)" 'BEGIN { printf "%.3f", b - a }')
          break
        fi
        ;;
    esac
  done
  printf '%s %s' "$id" "$done"
}

# Says what the stream came to that curl gets by the other arguments.
try_stream() {
  local what=$1 answer status asking
  shift
  mkfifo "$work/stream"
  curl "${as_always[@]}" -N --max-time "$first_token" -D "$work/headers" -H "@$work/key" "$@" >"$work/stream" 2>"$work/why" &
  asking=$!
  answer=$(first_word "$(seconds_now)" <"$work/stream")
  kill "$asking" 2>/dev/null || true
  wait "$asking" 2>/dev/null || true
  status=$(sed -nE '1,/^\r?$/s/^HTTP[^ ]* ([0-9]+).*/\1/p' "$work/headers" 2>/dev/null | tail -n 1)
  [[ ${answer% *} == - ]] || run=${answer% *}
  if [[ ${answer#* } != - ]]; then
    say 0 "first word $what after ${answer#* } s"
    figures+=("first_token=${answer#* }s;;$first_token")
  elif [[ $status == 401 || $status == 403 ]]; then
    say 2 "the key in $key_file is not one of the site's ($status)"
  elif [[ -n $status && $status != 200 ]]; then
    say 2 "the stream $what was refused with $status"
  else
    say 2 "no word $what within $first_token s${status:+ (the stream itself opened: the model is slow or away, or a proxy holds it back)}"
  fi
}

check_stream() {
  if [[ -z $key_file ]]; then
    say 0 'no stream tried without --key-file'
    return
  fi
  (umask 077 && printf 'X-Streaming-Proxy-Key: %s\n' "$(tr -d '\r\n' <"$key_file")" >"$work/key")
  local status newest
  status=$(ask -o "$work/runs" -w '%{http_code}' -H "@$work/key" "$url/api/runs") || true
  # The key for smoke tests has no list of runs; a wrong one will not have a stream either.
  if [[ -n $paid || $status == 40[13] || $(field_of "$work/health" provider) == demo ]]; then
    try_stream 'of a design' -H 'Content-Type: application/json' "$url/api/design/stream" -d '{"projectName":"Check",
      "requirements":"A counter with one button.","languages":["TypeScript"],"maxOutputTokens":16}'
    forget_run
    return
  fi
  if [[ $status != 200 ]]; then
    say 2 "/api/runs answers $status, and not with the list of runs"
    return
  fi
  newest=$(field_of "$work/runs" id)
  if [[ ! $newest =~ ^[A-Za-z0-9_-]+$ ]]; then
    say 0 'no stream tried: there is no run to read again, and a new one would be paid for (--paid)'
    return
  fi
  try_stream 'of an old run (a new one would be paid for)' "$url/api/runs/$newest/events?after=0"
  run=''
}

# --- TLS
# coreutils' timeout, or perl's alarm where there is none (macOS).
bounded() {
  if command -v timeout >/dev/null; then timeout "$limit" "$@"; else perl -e 'alarm shift; exec @ARGV' "$limit" "$@"; fi
}

check_certificate() {
  # Who warns late is one with short certificates: a proxy's own authority gives 12 hours.
  local grave=$((min_cert_days < 3 ? min_cert_days : 3)) end now days by_name=(-noservername)
  [[ ! $host =~ [A-Za-z] || $host == \[* ]] || by_name=(-servername "$host")
  bounded openssl s_client -connect "$host:${port:-443}" "${by_name[@]}" </dev/null 2>/dev/null |
    openssl x509 -noout -enddate >"$work/end" 2>/dev/null || true
  end=$(sed -nE 's/^notAfter=//p' "$work/end")
  end=$(date -d "$end" +%s 2>/dev/null || date -j -f '%b %e %T %Y %Z' "$end" +%s 2>/dev/null || true)
  if [[ -z $end ]]; then
    say 2 'no certificate came'
    return
  fi
  now=$(date +%s)
  days=$(((end - now) / 86400))
  figures+=("cert_days=$days;$min_cert_days:;$grave:")
  if ((end <= now)); then
    say 2 'the certificate has ended'
  elif ((days < grave)); then
    say 2 "the certificate ends in $days days"
  elif ((days < min_cert_days)); then
    say 1 "the certificate ends in $days days, and renewal should have come before ($min_cert_days)"
  else
    say 0 "certificate for $days days"
  fi
}

check_redirect() {
  local answer place=http://$host
  ((http_port == 80)) || place+=:$http_port
  if ! answer=$(ask -o /dev/null -w '%{http_code} %{redirect_url}' "$place/"); then
    say 1 "no answer at $place: who types the name without https:// gets an error"
  elif [[ $answer =~ ^30[1278]\ https://"$host"(:|/|$) ]]; then
    say 0 'http goes to https'
  else
    say 1 "$place answers ${answer% *} and does not lead to https"
  fi
}

# Each once: twice is what a proxy in front has added to the server's own, and browsers then read neither as meant.
check_headers() {
  local wanted=(content-security-policy x-content-type-options referrer-policy) name count bad=()
  [[ $scheme == http ]] || wanted+=(strict-transport-security)
  # Who is not signed in is led to the sign-in page.
  if ! ask -o /dev/null -D "$work/headers" -H 'Accept: text/html' -L --max-redirs 3 "$url/"; then
    say 2 "the start page does not come: $(why)"
    return
  fi
  for name in "${wanted[@]}"; do
    count=$(count_of "$work/headers" "$name")
    case $count in
      0) bad+=("$name is missing") ;;
      1) ;;
      *) bad+=("$name comes $count times") ;;
    esac
  done
  if ((${#bad[@]})); then say 1 "headers: $(printf '%s, ' "${bad[@]}" | sed 's/, $//')"; else say 0 'headers well'; fi
}

read_arguments "$@"
command -v curl >/dev/null || unknown 'curl is missing; install it'
[[ $scheme == http ]] || command -v openssl >/dev/null || unknown 'openssl is missing; install it'
work=$(mktemp -d)
as_always=(-sS --max-time "$limit" --proto '=http,https' -A devussy-web-check)
[[ -z $ca_file ]] || as_always+=(--cacert "$ca_file")
trap 'forget_run; rm -rf "$work"' EXIT
trap 'unknown "stopped by a signal"' INT TERM HUP

check_health || conclude
check_stream
if [[ $scheme == https ]]; then
  check_certificate
  check_redirect
fi
check_headers
conclude
