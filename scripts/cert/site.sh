# The running site, as scripts/cert.sh sees it: its settings, its nginx, and what nginx says about the certificate.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # names of cert.sh and authority.sh

# This checkout's files on purpose, not what COMPOSE_FILE names: after a deploy that is frozen, and may have no certbot in it.
compose() {
  COMPOSE_IGNORE_ORPHANS=1 docker compose --project-directory "$root" -f "$root/docker-compose.yml" \
    -f "$root/docker-compose.prod.yml" --profile certbot "$@"
}

# nginx's own user and its own script: deploy/nginx/render.sh says what it can do.
render() { timeout -k 5 60 docker exec -u 101 "$nginx" sh /etc/nginx/devussy/render.sh "$@"; }

# What is known about the certificate that is there now, a line each `name value`; see deploy/nginx/tls.sh.
read_facts() {
  facts=$(render certificate 2>&1) || fail 10 "nginx cannot say which certificate it has: ${facts##*$'\n'}"
}
fact() { sed -n "s/^$1 //p" <<<"$facts"; }

# A value of certbot's service, as Compose reads it from .env and the environment.
configured() { sed -n "s/^ *$1: *//p" <<<"$configuration" | tail -n 1 | sed -e "s/^[\"']//" -e "s/[\"']\$//"; }
configured_ca_file() { awk '$1 == "source:" { source = $2 } $1 == "target:" && $2 == "/acme-ca.pem" { print source }' <<<"$configuration"; }

find_site() {
  command -v docker >/dev/null || fail 4 'Docker is not installed on this machine'
  configuration=$(compose config certbot 2>&1) || fail 3 "the settings cannot be read: ${configuration##*$'\n'}"
  project=$(sed -n 's/^name: *//p' <<<"$configuration")
  domain=$(configured DOMAIN)
  check_settings
  nginx=$(timeout 20 docker ps -q --filter "label=com.docker.compose.project=$project" \
    --filter label=com.docker.compose.service=nginx --filter status=running 2>&1) ||
    fail 4 "Docker does not answer (${nginx##*$'\n'}); start it, or run this as a user who may use it"
  nginx=${nginx%%$'\n'*}
  [[ -n $nginx ]] || fail 4 "the site (project $project) is not running; start it with: docker compose up -d"
  read_facts
  [[ -n $(fact domain) ]] ||
    fail 3 'the site runs without TLS: put COMPOSE_FILE=docker-compose.yml:docker-compose.prod.yml into .env and deploy'
  [[ $(fact domain) == "$domain" ]] ||
    fail 3 "DOMAIN is $domain in .env, but the site runs with $(fact domain): deploy first (scripts/deploy-vps.sh deploy --local)"
}

check_settings() {
  local name value names
  IFS=, read -r -a names <<<"$domain"
  for name in "${names[@]}"; do
    [[ $name =~ ^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$ ]] ||
      fail 3 "DOMAIN holds \"$name\", and there is no certificate for that: it takes names such as plans.example.org, in small letters, separated by commas without spaces; no address, no *"
  done
  value=$(configured ACME_SERVER)
  [[ -z $value || $value =~ ^https://[^[:space:]]+$ ]] ||
    fail 3 "ACME_SERVER is \"$value\": the https:// address of the authority's directory is wanted, or nothing for Let's Encrypt"
  value=$(configured ACME_EMAIL)
  [[ -z $value || $value =~ ^[^[:space:]@,]+@[^[:space:]@,]+\.[^[:space:]@,]+$ ]] ||
    fail 3 "ACME_EMAIL is \"$value\", which is no mail address; correct it in .env, or leave it empty"
  value=$(configured_ca_file)
  [[ -r $value && ! -d $value ]] || fail 3 "ACME_CA_FILE is $value, and that is no file that can be read"
}

# One at a time a project. Opened for reading: another user may have made the file, in a folder where only he may write it.
hold_lock() {
  local file=/tmp/devussy-web-$project-cert.lock
  [[ -e $file ]] || (umask 022 && : >"$file") 2>/dev/null || true
  exec 9<"$file" || fail 1 "the lock $file cannot be opened"
  flock -w 5 9 || fail 9 'another scripts/cert.sh is at work; try again in a minute'
}

# Lets nginx use what is there now. It reloads only for another certificate, and a reload cuts no stream.
take_over() {
  local before said
  before=$(fact fingerprint)
  # Twice: a deploy may have been doing the same at this moment.
  if ! said=$(render 2>&1) && ! said=$(sleep 2 && render 2>&1); then
    fail 10 "the certificate is there, but nginx does not take it and goes on with what it had: ${said##*$'\n'}"
  fi
  wait_until_served || fail 10 'the certificate is there, but nginx answers with another one; docker compose logs nginx tells more'
  if [[ $(fact fingerprint) == "$before" ]]; then
    say "Nothing is due: the certificate for $(fact names) is good for $(fact days) more days."
  else
    say "The certificate for $(fact names) is in use and good for $(fact days) days: $(fact address)"
    [[ $(fact kind) != staging ]] || say 'It is a trial: browsers warn of it. scripts/cert.sh issue gets the real one.'
  fi
}

wait_until_served() {
  local tries
  for ((tries = 0; tries < 40; tries++)); do
    read_facts
    [[ $(fact served) != "$(fact fingerprint)" ]] || return 0
    sleep 0.25
  done
  return 1
}

show_status() {
  case $(fact kind) in
    none) say "There is no certificate for $domain yet: port 80 says so, 443 takes nobody. scripts/cert.sh issue gets it." ;;
    *) say "$(fact address): $(fact kind) certificate for $(fact names), good for $(fact days) days (until $(fact until)), HSTS $(fact hsts)" ;;
  esac
}
