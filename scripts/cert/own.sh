# A certificate that came from elsewhere, as two PEM files: used before any other.
# shellcheck shell=bash
# shellcheck disable=SC2154 # names of cert.sh and site.sh

own_certificate() {
  own_volumes
  if [[ $remove == yes ]]; then
    [[ $(fact kind) == own ]] || fail 3 'there is no certificate of your own in use'
    in_volume 'rm -rf /etc/letsencrypt/own'
    read_facts
    [[ $(fact kind) != none ]] || say "Without it there is none: the site waits until scripts/cert.sh issue has got one."
    render >/dev/null || fail 10 'nginx does not take the configuration without it; docker compose logs nginx tells more'
    say 'Your own certificate is put away.'
    return
  fi
  check_own "${files[0]}" "${files[1]}"
  [[ $dry_run == no ]] || { say 'The files are good. Nothing was changed.' && return; }
  # Both at once, and the key readable to nginx's user alone.
  { cat "${files[0]}" && printf '\n-----KEY-----\n' && cat "${files[1]}"; } | in_volume '
    umask 077 && cd /etc/letsencrypt && rm -rf own.new && mkdir own.new &&
    awk "/^-----KEY-----\$/ { key = 1; next } { print > (key ? \"own.new/privkey.pem\" : \"own.new/fullchain.pem\") }" &&
    rm -rf own && mv own.new own'
  take_over
}

in_volume() {
  compose run --rm --no-deps -T --entrypoint /bin/sh certbot -euc "$1" >/dev/null 2>&1 ||
    fail 1 'the certificate cannot be written into its folder'
}

check_own() {
  local chain=$1 key=$2 name
  [[ -r $chain ]] || fail 3 "$chain cannot be read"
  [[ -r $key ]] || fail 3 "$key cannot be read"
  openssl x509 -in "$chain" -noout 2>/dev/null || fail 3 "$chain holds no certificate in PEM form"
  openssl pkey -in "$key" -noout 2>/dev/null </dev/null || fail 3 "$key holds no key in PEM form without a password"
  [[ $(openssl x509 -in "$chain" -noout -pubkey) == "$(openssl pkey -in "$key" -pubout)" ]] ||
    fail 3 "$key is not the key of $chain; the site's own certificate has to be the first in that file"
  openssl x509 -in "$chain" -noout -checkend 0 >/dev/null || fail 3 "the certificate in $chain has ended"
  for name in ${domain//,/ }; do
    [[ $(openssl x509 -in "$chain" -noout -checkhost "$name") != *NOT* ]] ||
      fail 3 "the certificate in $chain is not for $name"
  done
}
