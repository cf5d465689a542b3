#!/usr/bin/env bash
# Sourced by setup-vps.sh: UFW lets SSH and the site in and nothing else, also not to ports that containers publish.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

keep_firewall() {
  if [[ $firewall == no ]]; then
    leave '--no-firewall'
    return
  fi
  if systemctl is-active -q firewalld 2>/dev/null; then
    fail 'firewalld is in charge here, and two firewalls get in each other'"'"'s way' 'use --no-firewall and open 22, 80 and 443 in firewalld, or: systemctl disable --now firewalld'
  fi
  local port added
  ports_in=$(wanted_ports)
  added=$(added_rules)
  for port in $ports_in; do
    is_let_in "$port" "$added" || change "let $port in" ufw allow "$port"
  done
  keep_docker_rules
  if is_ufw_active; then
    # The rules about containers are read again only when one of them was changed.
    if ((docker_rules_changed > 0)); then change 'let the firewall read its rules' within 60 ufw reload; fi
  else
    tell_what_closes "$ports_in"
    change 'switch the firewall on' within 60 ufw --force enable
  fi
  note "in: ${ports_in//$'\n'/ }"
}

is_ufw_active() { command -v ufw >/dev/null && LC_ALL=C ufw status 2>/dev/null | grep -q '^Status: active'; }

# `ufw show added` knows rules also while the firewall is off; asked once, for it is slow.
added_rules() { if command -v ufw >/dev/null; then LC_ALL=C ufw show added 2>/dev/null; fi; }

is_let_in() { grep -qxE "ufw (allow|limit) ($1|${1%/*})" <<<"$2"; }

wanted_ports() {
  local port
  for port in $(ssh_ports); do say "$port/tcp"; done
  if [[ $tls == yes ]]; then
    for port in $(our_ports); do say "$port/tcp"; done
    case $(setting_of HTTP3) in on | true | 1 | yes) say "$(port_setting HTTPS_PORT 443)/udp" ;; esac
  else
    # A proxy of one's own on this machine goes on being reached.
    for port in 80 443; do [[ -z $(listeners_on "$port") ]] || say "$port/tcp"; done
  fi
}

# Where SSH really listens: its settings, its socket, and the connection this runs over.
ssh_ports() {
  local ports=''
  if command -v sshd >/dev/null; then
    ports+=$(sshd_says | awk '$1 == "port" { print $2 }')$'\n'
    ports+=$(ss -ltnpH 2>/dev/null | awk '/"sshd"/ { sub(/.*:/, "", $4); print $4 }')$'\n'
    ports+=$(systemctl show ssh.socket -p Listen --value 2>/dev/null | sed -nE 's/^.*:([0-9]+) \(Stream\)$/\1/p')$'\n'
  fi
  if [[ -n ${SSH_CONNECTION:-} ]]; then ports+=$(awk '{ print $4 }' <<<"$SSH_CONNECTION"); fi
  ports=$(grep -E '^[0-9]+$' <<<"$ports" | sort -nu) || ports=22
  say "$ports"
}

listeners_on() { ss -ltnH "sport = :$1" 2>/dev/null | awk '$4 !~ /^(127\.|\[::1\])/'; }

# Nothing that is reached today should vanish in silence.
tell_what_closes() {
  local open
  command -v ss >/dev/null || return 0
  open=$(ss -ltnpH | awk '$4 !~ /^(127\.|\[::1\])/ { name = $6; gsub(/.*\(\("|".*/, "", name); sub(/.*:/, "", $4); print $4 "/tcp (" name ")" }' | sort -u)
  open=$(grep -vE "^($(sed 's/\/.*//' <<<"$1" | paste -sd '|'))/tcp" <<<"$open" | grep . | paste -sd ' ') || open=''
  [[ -z $open ]] || warn "From now on these are not reached from outside; \`ufw allow PORT\` lets one in: $open"
}

ports_in='' docker_rules_changed=0
readonly RULES_BEGIN='# BEGIN devussy-web: published ports of containers' RULES_END='# END devussy-web'

# Docker passes published ports on before UFW sees them. It asks the chain DOCKER-USER first, which is ours to write:
# what comes from outside to a published port passes only where it is 80 or 443 of this machine, or where
# `ufw route allow` says so.
docker_rules() {
  local port tcp='' udp=''
  for port in $1; do
    case $port in
      */udp) udp+="-A DOCKER-USER -p udp -m conntrack --ctorigdstport ${port%/*} -j RETURN"$'\n' ;;
      *) tcp+="-A DOCKER-USER -p tcp -m conntrack --ctorigdstport ${port%/*} -j RETURN"$'\n' ;;
    esac
  done
  cat <<RULES
$RULES_BEGIN
*filter
:$2-user-forward - [0:0]
:DOCKER-USER - [0:0]
# Answers, and what is no published port: containers' own way out.
-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
-A DOCKER-USER -m conntrack ! --ctstate DNAT -j RETURN
# Containers among themselves.
-A DOCKER-USER -i docker0 -j RETURN
-A DOCKER-USER -i br-+ -j RETURN
$tcp$udp# What \`ufw route allow\` lets through.
-A DOCKER-USER -j $2-user-forward
-A DOCKER-USER -j DROP
COMMIT
$RULES_END
RULES
}

keep_docker_rules() {
  local ports
  # Published ports do not carry SSH.
  ports=$(grep -vE "^($(ssh_ports | paste -sd '|'))/tcp$" <<<"$ports_in") || ports=''
  docker_rules_changed=0
  keep_rules_in /etc/ufw/after.rules "$(docker_rules "$ports" ufw)"
  keep_rules_in /etc/ufw/after6.rules "$(docker_rules "$ports" ufw6)"
}

# Puts a marked block at the end of a file, in the place of an older one.
keep_rules_in() {
  local file=$1 block=$2 rest mode=640
  if [[ ! -f $file ]]; then # Not installed yet: a dry run.
    change "write the rules about published ports to $file" false
    return
  fi
  rest=$(sed "/^$RULES_BEGIN/,/^$RULES_END/d" "$file")
  mode=$(stat -c %a "$file")
  keep_file "$file" "$mode" root:root <<<"$rest"$'\n'"$block"
  [[ $kept_changed == no ]] || docker_rules_changed=$((docker_rules_changed + 1))
}
