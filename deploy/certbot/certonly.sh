#!/bin/sh
# Runs inside certbot's container, for scripts/cert.sh: asks the authority for one certificate over all names in DOMAIN.
# That the names are ours is shown over HTTP, by files in /acme that nginx serves.
#   certonly.sh CERTIFICATE-NAME [OPTION OF CERTBOT ...]
# After a failure it adds the lines that cert.sh reads: `acme-error TYPE` and `acme-retry-after SECONDS`.
set -eu

name=$1
shift
home=/etc/letsencrypt
# A folder of this run alone: what stands in the log is about this run.
logs=/tmp/logs

certonly() {
  set -- "$@" --non-interactive --agree-tos --webroot --webroot-path /acme --work-dir /tmp/work --logs-dir "$logs" \
    --cert-name "$name" --key-type ecdsa --elliptic-curve secp256r1 --keep-until-expiring --renew-with-new-domains
  if [ -n "${ACME_EMAIL:-}" ]; then set -- "$@" --email "$ACME_EMAIL"; else set -- "$@" --register-unsafely-without-email; fi
  [ -z "${ACME_SERVER:-}" ] || set -- "$@" --server "$ACME_SERVER"
  ! of_another_authority || set -- "$@" --force-renewal
  old_ifs=$IFS
  IFS=,
  for one in ${DOMAIN:?}; do set -- "$@" --domain "$one"; done
  IFS=$old_ifs
  certbot certonly "$@"
}

# Whether the certificate that is there came from elsewhere than where ACME_SERVER points now.
of_another_authority() {
  conf=$home/renewal/$name.conf
  [ -n "${ACME_SERVER:-}" ] && [ -f "$conf" ] && ! grep -qxF "server = $ACME_SERVER" "$conf"
}

# An authority that was set up anew no longer knows our account. Let's Encrypt never does that, private ones do.
forget_account() {
  address=${ACME_SERVER#*://}
  [ -n "$address" ] && [ -d "$home/accounts/$address" ] || return 1
  echo 'The authority does not know the account any more; a new one is made.'
  rm -rf "$home/accounts/${address:?}"
}

# What the authority has refused, by ACME's names for it, as they came.
refusals() { sed -n 's/.*urn:ietf:params:acme:error:\([A-Za-z]*\).*/\1/p' "$logs"/letsencrypt.log 2>/dev/null; }
acme_errors() { refusals | grep -vx badNonce | sort -u || true; }

# An authority may refuse a nonce that it gave out itself. certbot asks anew once, and gives up the second time.
ended_by_a_nonce() { [ "$(refusals | tail -n 1)" = badNonce ]; }

try() {
  rm -rf "$logs"
  mkdir -p "$logs"
  code=0
  certonly "$@" || code=$?
}

try "$@"
for _ in 1 2; do
  if [ "$code" != 0 ] && ended_by_a_nonce; then try "$@"; fi
done
if [ "$code" != 0 ] && acme_errors | grep -qx accountDoesNotExist && forget_account; then try "$@"; fi
# Kept for who wants to know more; the last one is enough.
cp "$logs"/letsencrypt.log "$home/last-run.log" 2>/dev/null || true
[ "$code" = 0 ] && exit 0
acme_errors | sed 's/^/acme-error /'
sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\).*/acme-retry-after \1/p' "$logs"/letsencrypt.log 2>/dev/null | tail -n 1
exit "$code"
