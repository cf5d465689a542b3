#!/usr/bin/env bash
# Sourced by setup-vps.sh: does the host name lead to this server? Asking for a certificate in vain counts against the
# authority's limits.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

# Why no certificate is asked for; empty where one is.
name_fault='' own=''

check_host_name() {
  local name
  if [[ $tls == no ]]; then
    leave 'not looked at (--no-tls)'
    return
  fi
  own=$(own_addresses)
  for name in ${domain//,/ }; do
    name_fault=$(fault_of_name "$name")
    [[ -n $name_fault ]] || continue
    say "      ! $name_fault All but the certificate is set up."
    leave "$name does not lead here"
    return
  done
  note "$domain"
}

fault_of_name() {
  local found address
  found=$(addresses_of "$1")
  if [[ -z $found ]]; then
    say "$1 has no address in the DNS: a slip of the pen, or its record is not there yet."
    return
  fi
  # Behind a cloud's address translation the public address is not on the machine; and /etc/hosts may name it loopback.
  if ! has_public "$own" || ! has_public "$found"; then return; fi
  for address in $found; do
    grep -qxF -- "$address" <<<"$own" && continue
    say "$1 is $address in the DNS, and this server is ${own//$'\n'/, }. A record that leads elsewhere (an old AAAA record, a proxy such as Cloudflare) keeps the authority from reaching this server."
    return
  done
}

addresses_of() { within 20 getent ahosts "$1" 2>/dev/null | awk '{ print $1 }' | sort -u || true; }
own_addresses() { ip -o addr show scope global | awk '{ sub(/\/.*/, "", $4); print $4 }' | sort -u; }
has_public() { grep -qvE '^(127\.|10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|169\.254\.|::1$|f[cd]|fe80)' <<<"$1"; }
