#!/bin/sh
# Makes nginx's configuration from the templates beside this file and from settings.
#   render.sh start            render, then run nginx: how the container begins
#   render.sh                  render again, prove it (nginx -t), and reload nginx where it has changed
#   render.sh check [FOLDER]   prove it, or the templates in FOLDER; nothing is changed
#   render.sh to FOLDER        render into FOLDER, and no more
#   render.sh certificate      what is known about the certificate, and `render.sh served` which one is answered with: see tls.sh
# Run it as nginx's user. Settings: the environment, and over it the NAME=value lines of /live/nginx.env.
# A deploy keeps its templates, this file among them, in /live/nginx; where they pass, they are used instead.
# Exit: 0 done, 1 nginx refuses the configuration, 2 a setting is wrong or the call is.
set -eu

own=$(cd "$(dirname "$0")" && pwd)
live=${LIVE_DIR:-/live}
out=/tmp/nginx
# What stands for what in the templates. Only values that were looked at are named here.
names='OPEN_FILES WORKER_CONNECTIONS RESOLVER LIMIT_STREAMS LIMIT_CONNECTIONS LIMIT_REQUESTS LIMIT_BURST'
sites='site stage'

fail() {
    echo "nginx settings: $1" >&2
    exit 2
}

# Over the environment: what a deploy wrote. Names of settings alone, and never run as a script.
read_overrides() {
    [ -f "$live/nginx.env" ] || return 0
    while IFS='=' read -r name value || [ -n "$name" ]; do
        case $name in
            '' | \#*) ;;
            *[!A-Z0-9_]* | [!A-Z]*) fail "$live/nginx.env has a line that is not NAME=value." ;;
            LIMIT_* | TRUSTED_PROXIES | EXPOSE_STATUS | DOMAIN | HTTPS_PORT | HTTP3 | HSTS_* | ACME_SERVER) export "$name=$value" ;;
            *) fail "$live/nginx.env sets $name, which is none of nginx's settings." ;;
        esac
    done <"$live/nginx.env"
}

# NAME DEFAULT MOST: a whole number from 1.
set_number() {
    eval "value=\${$1:-$2}"
    case $value in
        0* | *[!0-9]* | ????????*) fail "$1=$value is not a whole number from 1 to $3." ;;
    esac
    [ "$value" -le "$3" ] || fail "$1=$value is not a whole number from 1 to $3."
    export "$1=$value"
}

# NAME: on or off, off where nothing is said.
set_switch() {
    eval "value=\${$1:-off}"
    case $value in
        on | true | yes | 1) export "$1=on" ;;
        off | false | no | 0) export "$1=off" ;;
        *) fail "$1=$value is neither on nor off." ;;
    esac
}

set_settings() {
    set_number LIMIT_STREAMS 100 65535
    set_number LIMIT_CONNECTIONS 200 65535
    set_number LIMIT_REQUESTS 100 100000
    set_number LIMIT_BURST 400 100000
    set_switch EXPOSE_STATUS
    # As many connections as the container may hold files; some files are logs, and sockets to listen on.
    # shellcheck disable=SC3045 # POSIX does not know it; dash and busybox do
    OPEN_FILES=$(ulimit -Hn)
    case $OPEN_FILES in *[!0-9]*) OPEN_FILES=65536 ;; esac
    [ "$OPEN_FILES" -le 65536 ] || OPEN_FILES=65536
    # shellcheck disable=SC2034 # render_into reads it by its name
    WORKER_CONNECTIONS=$((OPEN_FILES - OPEN_FILES / 50))
    RESOLVER=$(awk '$1 == "nameserver" && $2 ~ /^[0-9.]+$/ { print $2; exit }' /etc/resolv.conf)
    RESOLVER=${RESOLVER:-127.0.0.11}
}

# The networks that this container is in, as the kernel's routes say: addresses in hexadecimal, their bytes reversed.
own_networks() {
    awk '
        function byte(hex) { return 16 * (index(digits, substr(hex, 1, 1)) - 1) + index(digits, substr(hex, 2, 1)) - 1 }
        function bits(hex,   n, count) { for (n = byte(hex); n > 0; n = int(n / 2)) count += n % 2; return count }
        BEGIN { digits = "0123456789ABCDEF" }
        NR > 1 && $3 == "00000000" && $8 != "00000000" {
            address = length_ = ""
            for (at = 7; at > 0; at -= 2) {
                address = address (at < 7 ? "." : "") byte(substr($2, at, 2))
                length_ += bits(substr($8, at, 2))
            }
            print address "/" length_
        }' /proc/net/route
}

# The networks of TRUSTED_PROXIES, one a line.
proxy_networks() {
    printf '%s\n' "${TRUSTED_PROXIES:-}" | tr -s ', \t' '\n' | while read -r network; do
        case $network in
            '') continue ;;
            same-network)
                own_networks
                continue
                ;;
        esac
        printf '%s\n' "$network" |
            grep -Eq '^([0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*(/[0-9]{1,3})?)$' ||
            fail "TRUSTED_PROXIES names $network; addresses, networks such as 10.0.0.0/8 and the word same-network are allowed."
        printf '%s\n' "$network"
    done
}

print_proxies() {
    networks=$(proxy_networks) || exit 2
    printf '%s\n' "$networks" | sed -n 's/..*/set_real_ip_from &;/p'
    echo 'real_ip_header X-Forwarded-For;'
    echo 'real_ip_recursive on;'
    # shellcheck disable=SC2016 # nginx's variables
    echo 'geo $realip_remote_addr $proxy_is_trusted {'
    echo '    default 0;'
    printf '%s\n' "$networks" | sed -n 's/..*/    & 1;/p'
    echo '}'
}

# FOLDER: everything, with values instead of names.
render_into() {
    mkdir -p "$1"
    script=''
    for name in $names; do
        eval "value=\$$name"
        script="$script;s|[$]{$name}|$value|g"
    done
    for template in "$(main_file)" "$own"/*.conf; do
        sed "${script#;}" "$template" >"$1/${template##*/}"
    done
    print_proxies >"$1/proxies.conf"
    [ "$EXPOSE_STATUS" = off ] || : >"$1/status.conf"
    [ -z "${DOMAIN:-}" ] || choose_sites "$1"
    for site in $sites; do echo "include $site.conf;"; done >"$1/sites.conf"
}

# nginx.conf lies beside the templates where a deploy put it, and elsewhere in the container and in a checkout.
main_file() {
    for file in "$own/nginx.conf" /etc/nginx/nginx.conf "$own/../../nginx.conf"; do
        [ "$file" != /etc/nginx/nginx.conf ] || [ "$own" = /etc/nginx/devussy ] || continue
        [ ! -f "$file" ] || break
    done
    echo "$file"
}

# Where a deploy has left templates that pass, they are used, with their own render.sh.
prefer_deployed() {
    [ "$own" != "$live/nginx" ] && [ -f "$live/nginx/render.sh" ] || return 0
    if sh "$live/nginx/render.sh" check; then exec sh "$live/nginx/render.sh" "$@"; fi
    echo "nginx: what a deploy left in $live/nginx does not pass; the configuration beside docker-compose.yml is used." >&2
}

# Renders into $next, and proves it.
render_next() {
    next=$out/$(date +%s)-$$
    render_into "$next"
    if nginx -t -q -c "$next/nginx.conf"; then return 0; fi
    rm -r "$next"
    return 1
}

# Makes $next what nginx reads at its next start or reload.
use_next() {
    ln -s "$next" "$next.link"
    mv -T "$next.link" "$out/now"
}

start() {
    render_next || exit 1
    use_next
    exec nginx -c "$out/now/nginx.conf" -g 'daemon off;'
}

sum() {
    (cd "$1" && cat ./* | cksum)
}

reload() {
    # One at a time, where that can be had.
    exec 9>"$out/lock"
    ! command -v flock >/dev/null || flock -w 60 9
    before=$(readlink "$out/now") || fail 'there is no nginx here that render.sh has started.'
    # A file that was mounted by itself and then replaced by another one stays what it was in here.
    [ "$(stat -c %h "$(main_file)")" -gt 0 ] ||
        fail 'nginx.conf has been replaced since this container began: docker compose up -d --force-recreate nginx.'
    if ! render_next; then
        echo 'nginx: nothing was changed.' >&2
        exit 1
    fi
    if [ "$(sum "$before")" = "$(sum "$next")" ]; then
        rm -r "$next"
        echo 'nginx: nothing has changed.'
        return 0
    fi
    use_next
    rm -r "$before"
    kill -HUP "$(cat /tmp/nginx.pid)"
    echo 'nginx: reloaded.'
}

to() { render_into "$1"; }

check() {
    render_next || exit 1
    rm -r "$next"
}

case "${1:-reload}:$#" in
    start:1 | reload:[01]) prefer_deployed "$@" ;;
    check:2) exec sh "$2/render.sh" check ;;
    check:1 | to:2 | certificate:1 | served:1) ;;
    *) fail 'render.sh [start | check | to FOLDER | certificate | served] is wanted.' ;;
esac
read_overrides
# With a host name there is TLS: choose_sites FOLDER sets $sites, and completes in FOLDER what they need.
# shellcheck source-path=SCRIPTDIR source=tls.sh
. "$own/tls.sh"
case "${1:-reload}" in
    certificate) tell_certificate ;;
    served) tell_served ;;
    *)
        set_settings
        "${1:-reload}" ${2:+"$2"}
        ;;
esac
