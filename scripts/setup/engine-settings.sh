#!/usr/bin/env bash
# Sourced by setup-vps.sh: containers' logs do not fill the disk, and containers outlive a restart of Docker.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly ENGINE_SETTINGS=/etc/docker/daemon.json

keep_engine_settings() {
  if [[ ! -s $ENGINE_SETTINGS ]]; then
    keep_file "$ENGINE_SETTINGS" 0644 root:root <<'JSON'
{
  "log-driver": "json-file",
  "log-opts": { "max-size": "10m", "max-file": "3" },
  "live-restore": true
}
JSON
  else
    merge_engine_settings
  fi
  if ((step_changes > 0)); then
    # The first makes the second harmless: containers then go on while Docker restarts.
    change 'let Docker read them' restart_engine
  fi
}

restart_engine() {
  within 60 systemctl reload docker && within 120 systemctl restart docker && within 60 docker info
}

# What somebody has set stays: only names that are not there are added.
merge_engine_settings() {
  local merged swarm
  swarm=$(within 30 docker info --format '{{.Swarm.LocalNodeState}}' 2>/dev/null) || swarm=''
  # python3 is there: ufw and unattended-upgrades are written in it.
  merged=$(python3 - "$ENGINE_SETTINGS" "$swarm" 2>"$log" <<'PYTHON'
import json, sys
path, swarm = sys.argv[1:]
with open(path) as file:
    text = file.read()
settings = json.loads(text)
if not isinstance(settings, dict):
    raise ValueError('it is not an object')
wanted = dict(settings)
if 'log-driver' not in settings and 'log-opts' not in settings:
    wanted['log-driver'] = 'json-file'
    wanted['log-opts'] = {'max-size': '10m', 'max-file': '3'}
# A swarm refuses live-restore.
if 'live-restore' not in settings and swarm != 'active':
    wanted['live-restore'] = True
print(text if wanted == settings else json.dumps(wanted, indent=2), end='' if wanted == settings else '\n')
PYTHON
  ) || fail "$ENGINE_SETTINGS cannot be read as JSON: $(tail -n 1 "$log")" "put the file right; it is as it was"
  [[ $merged != "$(cat "$ENGINE_SETTINGS")" ]] || return 0
  [[ -e $ENGINE_SETTINGS.before-devussy-web ]] ||
    change "keep the file as it was: $ENGINE_SETTINGS.before-devussy-web" cp -p "$ENGINE_SETTINGS" "$ENGINE_SETTINGS.before-devussy-web"
  keep_file "$ENGINE_SETTINGS" 0644 root:root <<<"$merged"
}
