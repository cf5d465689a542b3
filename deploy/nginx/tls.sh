# The part of render.sh that knows about certificates: which one is used, and which sites there are with it. Read by render.sh.
#   choose_sites FOLDER   completes the rendered tls*.conf in FOLDER and sets $sites
#   tell_certificate      what is known about the certificate that would be used now, for scripts/cert.sh: lines of `name value`
# Settings: DOMAIN (names, the first is the site's own), HTTPS_PORT, HTTP3, HSTS_SECONDS, HSTS_SUBDOMAINS.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # names of render.sh

letsencrypt=${LETSENCRYPT_DIR:-/etc/letsencrypt}

set_names() {
    printf '%s\n' "$DOMAIN" | grep -Eqx '[a-z0-9-]+(\.[a-z0-9-]+)+(,[a-z0-9-]+(\.[a-z0-9-]+)+)*' ||
        fail "DOMAIN=$DOMAIN: names in small letters such as plans.example.org are wanted, separated by commas without spaces."
    TLS_NAME=${DOMAIN%%,*}
    TLS_NAMES=$(printf '%s' "$DOMAIN" | tr , ' ')
    TLS_ALIASES=${TLS_NAMES#"$TLS_NAME"}
    set_number HTTPS_PORT 443 65535
    # The one that needs no mention.
    if [ "$HTTPS_PORT" = 443 ]; then TLS_PORT=''; else TLS_PORT=:$HTTPS_PORT; fi
}

# Sets TLS_KIND and the files: one of your own goes first, then the authority's, then a trial.
choose_certificate() {
    for TLS_KIND in own issued staging; do
        case $TLS_KIND in
            own) folder=$letsencrypt/own ;;
            issued) folder=$letsencrypt/live/$TLS_NAME ;;
            staging) folder=$letsencrypt/live/$TLS_NAME-staging ;;
        esac
        TLS_CHAIN=$folder/fullchain.pem
        TLS_KEY=$folder/privkey.pem
        if [ -e "$TLS_CHAIN" ]; then
            if is_usable; then
                TLS_FINGERPRINT=$(fingerprint <"$TLS_CHAIN")
                return
            fi
            echo "nginx settings: the certificate in $folder and its key do not fit or cannot be read; it is left out." >&2
        fi
    done
    TLS_KIND=none
    TLS_FINGERPRINT=''
}

is_usable() {
    certified=$(openssl x509 -in "$TLS_CHAIN" -noout -pubkey 2>/dev/null) || return 1
    [ "$certified" = "$(openssl pkey -in "$TLS_KEY" -pubout 2>/dev/null)" ]
}

fingerprint() { openssl x509 -noout -fingerprint -sha256 | sed 's/.*=//; s/://g'; }

# A browser that was told once keeps to HTTPS for years, so it is only told with a certificate that it believes: no trial, whatever
# its name is, and none that has ended.
is_good() {
    openssl x509 -in "$TLS_CHAIN" -noout -checkend 0 >/dev/null || return 1
    case $TLS_KIND in
        issued) ! grep -q '^server = .*staging' "$letsencrypt/renewal/$TLS_NAME.conf" 2>/dev/null ;;
        own) openssl verify -untrusted "$TLS_CHAIN" "$TLS_CHAIN" >/dev/null 2>&1 ;;
        *) return 1 ;;
    esac
}

set_hsts() {
    TLS_HSTS=''
    set_switch HSTS_SUBDOMAINS
    seconds=${HSTS_SECONDS:-63072000}
    case $seconds in
        *[!0-9]* | ??????????*) fail "HSTS_SECONDS=$seconds: a number of seconds is wanted, 0 for none." ;;
    esac
    if [ "$seconds" = 0 ] || ! is_good; then return; fi
    [ "$HSTS_SUBDOMAINS" = off ] || seconds="$seconds; includeSubDomains"
    TLS_HSTS="add_header Strict-Transport-Security \"max-age=$seconds\" always;"
}

set_http3() {
    set_switch HTTP3
    TLS_QUIC_FIRST='' TLS_QUIC='' TLS_ALT_SVC=''
    if [ "$HTTP3" = off ]; then return; fi
    TLS_QUIC_FIRST='listen 8443 quic reuseport default_server;'
    TLS_QUIC='listen 8443 quic;'
    TLS_ALT_SVC="add_header Alt-Svc 'h3=\"${TLS_PORT:-:443}\"; ma=86400' always;"
}

# OpenSSL 3.5 brought the hybrid one.
set_curves() {
    TLS_CURVES=X25519:prime256v1:secp384r1
    if openssl list -kem-algorithms 2>/dev/null | grep -q X25519MLKEM768; then TLS_CURVES=X25519MLKEM768:$TLS_CURVES; fi
}

choose_sites() {
    set_names
    choose_certificate
    if [ "$TLS_KIND" = none ]; then
        sites='tls-waits inside stage'
        return
    fi
    set_hsts
    set_http3
    set_curves
    sites='tls inside stage'
    [ -z "$TLS_ALIASES" ] || sites="$sites tls-aliases"
    script=''
    for name in KIND FINGERPRINT NAME NAMES ALIASES PORT CHAIN KEY HSTS QUIC QUIC_FIRST ALT_SVC CURVES; do
        eval "value=\$TLS_$name"
        script="$script;s|[$]{TLS_$name}|$value|g"
    done
    for file in "$1/tls.conf" "$1/tls-aliases.conf"; do
        sed "${script#;}" "$file" >"$file.done"
        mv "$file.done" "$file"
    done
}

tell_certificate() {
    echo "domain ${DOMAIN:-}"
    [ -n "${DOMAIN:-}" ] || return 0
    set_names
    choose_certificate
    echo "kind $TLS_KIND"
    echo "address https://$TLS_NAME$TLS_PORT"
    # Whether certbot, which runs as this user, may write.
    if [ -O "$letsencrypt" ] && [ -O /acme ]; then echo 'owner yes'; fi
    [ "$TLS_KIND" != none ] || return 0
    set_hsts
    ends=$(openssl x509 -in "$TLS_CHAIN" -noout -enddate | sed 's/.*=//')
    seconds=$(($(date -d "$ends" +%s) - $(date +%s)))
    starts=$(openssl x509 -in "$TLS_CHAIN" -noout -startdate | sed 's/.*=//')
    lifetime=$(($(date -d "$ends" +%s) - $(date -d "$starts" +%s)))
    # In its last third, as certbot and the authorities have it.
    if [ $((seconds * 3)) -lt "$lifetime" ]; then echo 'due yes'; else echo 'due no'; fi
    # Rounded down, also below zero: one that ended a minute ago is not good for 0 days.
    if [ "$seconds" -ge 0 ]; then days=$((seconds / 86400)); else days=$(((seconds - 86399) / 86400)); fi
    echo "fingerprint $TLS_FINGERPRINT"
    echo "served $(tell_served)"
    echo "until $(date -u -d "$ends" '+%Y-%m-%d %H:%M UTC')"
    echo "days $days"
    echo "names $(openssl x509 -in "$TLS_CHAIN" -noout -ext subjectAltName | sed -n 's/ *DNS://gp' | tr , '\n' | sort | paste -sd , -)"
    if [ -n "$TLS_HSTS" ]; then echo 'hsts on'; else echo 'hsts off'; fi
}

# The fingerprint of the certificate that nginx answers with now.
tell_served() {
    set_names
    openssl s_client -connect 127.0.0.1:8443 -servername "$TLS_NAME" </dev/null 2>/dev/null | fingerprint 2>/dev/null
}
