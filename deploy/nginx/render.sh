#!/bin/sh
# Makes nginx's configuration from templates and settings.
#   render.sh start         render, then run nginx: how the container begins
#   render.sh               render again, prove it (nginx -t), and reload nginx when it has changed
#   render.sh check FOLDER  prove the templates in FOLDER with the settings of now; nothing is changed
#   render.sh certificate   what is known about the certificate, and `render.sh served` which one is answered with: see tls.sh
# Run it as nginx's user. Settings: the environment, and over it NAME=value lines of /live/nginx.env.
# Templates: /live/nginx where they pass, else those that the container was started with.
# Exit: 0 done, 1 nginx refuses the configuration, 2 a setting is wrong or the call is.
set -eu

own=$(cd "$(dirname "$0")" && pwd)
main=/etc/nginx/nginx.conf
live=${LIVE_DIR:-/live}
out=${RENDER_DIR:-/tmp/nginx}

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
            ACME_SERVER | DOMAIN | EXPOSE_STATUS | HSTS_SECONDS | HSTS_SUBDOMAINS | HTTP3 | HTTPS_PORT | LIMIT_BURST | \
                LIMIT_CONNECTIONS | LIMIT_REQUESTS | LIMIT_STREAMS | TRUSTED_PROXIES)
                export "$name=$value"
                ;;
            *) fail "$live/nginx.env sets $name, which is none of nginx's settings." ;;
        esac
    done <"$live/nginx.env"
}

# NAME DEFAULT MOST: a whole number above 0.
set_number() {
    eval "value=\${$1:-$2}"
    case $value in
        0* | *[!0-9]* | ????????*) fail "$1=$value: a whole number from 1 to $3 is wanted." ;;
    esac
    [ "$value" -le "$3" ] || fail "$1=$value: a whole number from 1 to $3 is wanted."
    export "$1=$value"
}

# NAME: on or off, off where nothing is said.
set_switch() {
    eval "value=\${$1:-off}"
    case $value in
        on | true | yes | 1) value=on ;;
        off | false | no | 0) value=off ;;
        *) fail "$1=$value: on or off is wanted." ;;
    esac
    export "$1=$value"
}

set_settings() {
    set_number LIMIT_STREAMS 100 65535
    set_number LIMIT_CONNECTIONS 200 65535
    set_number LIMIT_REQUESTS 100 100000
    set_number LIMIT_BURST 400 100000
    set_switch EXPOSE_STATUS
    OPEN_FILES=$(ulimit -Hn)
    case $OPEN_FILES in
        *[!0-9]*) OPEN_FILES=65536 ;;
    esac
    [ "$OPEN_FILES" -le 65536 ] || OPEN_FILES=65536
    # Some files are no connections: logs, sockets to listen on, the lookup of names.
    WORKER_CONNECTIONS=$((OPEN_FILES - OPEN_FILES / 50))
    RESOLVER=$(awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf)
    RESOLVER=${RESOLVER:-127.0.0.11}
    export OPEN_FILES WORKER_CONNECTIONS RESOLVER
}

# The networks of TRUSTED_PROXIES, one a line.
proxy_networks() {
    printf '%s\n' "${TRUSTED_PROXIES:-}" | tr ', \t' '\n\n\n' | while read -r network; do
        [ -n "$network" ] || continue
        printf '%s\n' "$network" | grep -Eq '^([0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*(/[0-9]{1,3})?)$' ||
            fail "TRUSTED_PROXIES names $network: addresses, and networks such as 10.0.0.0/8, are wanted."
        printf '%s\n' "$network"
    done
}

render_proxies() {
    networks=$(proxy_networks) || exit 2
    for network in $networks; do echo "set_real_ip_from $network;"; done
    echo 'real_ip_header X-Forwarded-For;'
    echo 'real_ip_recursive on;'
    # What the browser speaks, as far as somebody whom we believe says so.
    echo 'geo $realip_remote_addr $proxy_is_trusted {'
    echo '    default 0;'
    for network in $networks; do echo "    $network 1;"; done
    echo '}'
    echo 'map $proxy_is_trusted:$http_x_forwarded_proto $client_scheme {'
    echo '    1:https https;'
    echo '    1:http http;'
    echo '    default $scheme;'
    echo '}'
}

# MAIN FOLDER OUT
render() {
    mkdir -p "$3"
    for template in "$1" "$2"/*.conf; do
        envsubst '${OPEN_FILES} ${WORKER_CONNECTIONS} ${RESOLVER} ${LIMIT_STREAMS} ${LIMIT_CONNECTIONS} ${LIMIT_REQUESTS} ${LIMIT_BURST} ${DOMAIN} ${HTTPS_PORT}' \
            <"$template" >"$3/$(basename "$template")"
    done
    render_proxies >"$3/proxies.conf"
    sites='site stage'
    # TLS says which sites there are: with a certificate, or before the first one.
    if [ -n "${DOMAIN:-}" ] && [ -f "$2/tls.sh" ]; then
        . "$2/tls.sh"
        choose_sites "$3"
    fi
    for site in $sites; do echo "include $site.conf;"; done >"$3/sites.conf"
    if [ "$EXPOSE_STATUS" = on ]; then : >"$3/status.conf"; else cp "$3/status-hidden.conf" "$3/status.conf"; fi
}

# FOLDER: what nginx says of a rendered configuration.
passes() {
    nginx -t -q -c "$1/nginx.conf"
}

# Renders into $next what is to be used: a deploy's templates where they pass, else the container's own.
render_next() {
    next=$out/$(date +%s)-$$
    if [ -f "$live/nginx/nginx.conf" ]; then
        render "$live/nginx/nginx.conf" "$live/nginx" "$next"
        if passes "$next"; then return 0; fi
        echo "nginx settings: the templates in $live/nginx do not pass; the container's own are used." >&2
        rm -r "$next"
    fi
    render "$main" "$own" "$next"
    passes "$next"
}

sum() {
    (cd "$1" && cat ./*.conf | cksum)
}

# Makes $next the configuration that nginx reads at its next start or reload.
use_next() {
    ln -s "$next" "$out/link-$$"
    mv -T "$out/link-$$" "$out/now"
}

start() {
    render_next || exit 1
    use_next
    exec nginx -c "$out/now/nginx.conf" -g 'daemon off;'
}

reload() {
    before=$(readlink "$out/now") || fail "nginx was not started by render.sh start."
    if ! render_next; then
        rm -r "$next"
        echo 'nginx settings: nothing was changed.' >&2
        exit 1
    fi
    if [ "$(sum "$before")" = "$(sum "$next")" ]; then
        rm -r "$next"
        echo 'nginx: nothing has changed.'
        return 0
    fi
    use_next
    rm -r "$before"
    nginx -s reload -c "$out/now/nginx.conf"
    echo 'nginx: reloaded.'
}

check() {
    next=$out/check-$$
    render "$1/nginx.conf" "$1" "$next"
    if passes "$next"; then result=0; else result=1; fi
    rm -r "$next"
    exit $result
}

read_overrides
set_settings
mkdir -p "$out"
case "${1:-reload}:$#" in
    start:1) start ;;
    reload:0 | reload:1) reload ;;
    check:2) check "$2" ;;
    certificate:1) . "$own/tls.sh" && tell_certificate ;;
    served:1) . "$own/tls.sh" && tell_served ;;
    *) fail 'render.sh [start | check FOLDER | certificate | served] is wanted.' ;;
esac
