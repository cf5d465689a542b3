# Asking the certificate authority, and what its answers mean for who runs the site.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names of cert.sh and site.sh

# After so many seconds an authority that says nothing is given up. With several names an issue takes a minute at most.
patience=300
staging_server=https://acme-staging-v02.api.letsencrypt.org/directory

# ask_authority NAME: returns when a good certificate of that name is in the volume, new or not.
ask_authority() {
  local options=() settings=() code=0
  [[ $force == no ]] || options+=(--force-renewal)
  [[ $dry_run == no ]] || options+=(--dry-run)
  authority=$(configured ACME_SERVER)
  if [[ -z $authority ]]; then
    authority="Let's Encrypt"
    if [[ $staging == yes ]]; then
      authority="Let's Encrypt's staging"
      settings+=(-e "ACME_SERVER=$staging_server")
    fi
    check_names
  fi
  own_volumes
  log=$(mktemp)
  container=$project-certbot-$$
  trap forget_run EXIT
  say "Asking $authority for a certificate for $domain ..."
  timeout -k 20 "$patience" env COMPOSE_IGNORE_ORPHANS=1 docker compose --project-directory "$root" \
    -f "$root/docker-compose.yml" -f "$root/docker-compose.prod.yml" --profile certbot \
    run --rm --no-deps -T --name "$container" "${settings[@]+"${settings[@]}"}" certbot "$1" \
    "${options[@]+"${options[@]}"}" >"$log" 2>&1 </dev/null || code=$?
  [[ $verbose == no ]] || cat "$log"
  [[ $code == 0 ]] || explain "$code"
}

forget_run() {
  rm -f "$log"
  docker rm -f "$container" >/dev/null 2>&1 || true
}

# New volumes belong to root. certbot runs as nginx's user, so that its keys are readable to that user alone.
own_volumes() {
  local said
  [[ $(fact owner) != yes ]] || return 0
  said=$(compose run --rm --no-deps -T --user 0:0 --cap-add CHOWN --entrypoint /bin/chown certbot \
    -R 101:101 /etc/letsencrypt /acme 2>&1 </dev/null) ||
    fail 1 "the folder for certificates cannot be given to nginx's user: ${said##*$'\n'}"
}

# A name that nobody knows is not worth one of the five failures an hour that Let's Encrypt puts up with. An authority of one's
# own may know names that this machine does not.
check_names() {
  local name
  command -v getent >/dev/null || return 0
  # Is there a name service at all?
  getent ahosts acme-v02.api.letsencrypt.org >/dev/null || return 0
  for name in ${domain//,/ }; do
    [[ -n $(addresses_of "$name") ]] ||
      fail 5 "$name is not known to the name service (DNS): check it for a typing error, or make its A record point to this machine, wait some minutes, then try again"
  done
}

addresses_of() { getent ahosts "$1" 2>/dev/null | awk '{ print $1 }' | sort -u | paste -sd ' ' -; }

# Addresses of this machine and of nginx's container; a name that leads to the loopback leads nowhere.
own_addresses() {
  hostname -I 2>/dev/null || true
  docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.GlobalIPv6Address}} {{end}}' "$nginx"
}
is_own() { [[ -n $1 && " $(own_addresses | tr '\n' ' ') " == *" $1 "* ]]; }

# What the authority or certbot said, in one line.
detail() {
  local said
  said=$(sed -n 's/^ *Detail: *//p' "$log" | head -n 1)
  [[ -n $said ]] || said=$(grep -A 1 -F 'An unexpected error occurred:' "$log" | sed -n 2p || true)
  [[ -n $said ]] || said=$(grep -v -e '^acme-' -e '^Saving debug log' -e '^Ask for help' -e '^$' "$log" | tail -n 1 || true)
  printf '%.500s' "$said"
}

# The address that the authority went to, where it names one: "1.2.3.4: Fetching …", or "dial tcp 1.2.3.4:80: …".
tried_address() {
  local said
  said=$(detail)
  if [[ $said =~ ^([0-9a-f.:]+):\  ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
  elif [[ $said =~ dial\ tcp\ \[?([0-9a-f.:]+[0-9a-f])\]?:[0-9]+: ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
  fi
}

has_error() { grep -Eqx "acme-error ($1)" "$log"; }

# explain CODE: ends with the sentence and the exit code that fit.
explain() {
  local later
  later=$(sed -n 's/^acme-retry-after //p' "$log")
  if has_error rateLimited || grep -q '<Response \[429\]>' "$log"; then
    [[ -z $later ]] || later=" in $(((later + 59) / 60)) minutes"
    fail 7 "$authority takes no more requests for now: $(detail). Nothing is broken; try again${later:- later} (and try things out with --staging, whose limits are wide)"
  elif has_error 'dns|unauthorized|connection|tls|incorrectResponse'; then
    explain_challenge
  elif has_error caa; then
    fail 5 "the CAA record of $domain does not allow $authority: remove it, or add the authority to it. It says: $(detail)"
  elif has_error 'rejectedIdentifier|unsupportedIdentifier|invalidContact|unsupportedContact|externalAccountRequired|malformed'; then
    fail 3 "$authority does not accept the settings: $(detail). Check DOMAIN, ACME_EMAIL and ACME_SERVER in .env"
  elif grep -q 'SSLError\|CERTIFICATE_VERIFY_FAILED' "$log"; then
    fail 3 "$authority cannot show that it is itself; for an authority of your own, set ACME_CA_FILE to its root certificate. It says: $(detail)"
  elif [[ $1 == 124 || $1 == 137 ]]; then
    is_away "$authority did not answer within $patience s"
  elif has_error serverInternal || grep -Eq 'ConnectionError|NameResolutionError|Timeout|<Response \[5[0-9][0-9]\]>' "$log"; then
    is_away "$authority does not answer, or this machine does not reach it. What was seen: $(detail)"
  elif grep -q 'Another instance of Certbot' "$log"; then
    fail 9 'certbot is at work for this site already; try again in a minute'
  fi
  [[ $verbose == yes ]] || grep -v '^acme-' "$log" >&2 || true
  fail 1 "no certificate: certbot ended with $1; what it said stands above"
}

# An authority that is away is no failure of a timer's renewal while the certificate is not due.
is_away() {
  if [[ $command == renew && $force == no && $(fact due) == no ]]; then
    say "$1. Nothing is due: the certificate is good for $(fact days) days."
    exit 0
  fi
  fail 8 "$1. The site goes on; try again later"
}

# The authority has looked for the proof, and did not find it.
explain_challenge() {
  local tried known
  tried=$(tried_address)
  known=$(own_addresses | tr -s ' \n' ' ')
  if has_error dns || grep -Eq 'NXDOMAIN|no such host|SERVFAIL|no valid A records|server misbehaving' "$log"; then
    fail 5 "$domain is not known to the name service (DNS): check it for a typing error, or make its A record point to this machine, wait some minutes, then try again. $authority says: $(detail)"
  elif is_own "$tried"; then
    fail 6 "$authority reached this machine ($tried), but not the site: let port 80 from the internet through every firewall, the hoster's too, to HTTP_PORT. It says: $(detail)"
  fi
  fail 5 "$domain leads to ${tried:-another machine}, and this machine is ${known% }: correct its A (and AAAA) record, wait some minutes, then try again. Is it this machine's address all the same, then open port 80. $authority says: $(detail)"
}
