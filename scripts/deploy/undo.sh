#!/usr/bin/env bash
# Sourced by deploy-vps.sh: how a deploy ends, well or not. What was touched is put back in the opposite order.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

is_first='' targets_before='' table_before='' target='' target_id='' old_colour='' old_id=''
# What has been touched so far.
is_starting='' is_retiring='' is_flipping='' switched_from='' frozen_is_changed='' is_done=''

finish() {
  local status=$1
  trap '' INT TERM HUP
  trap - EXIT
  set +e
  if ((status)) && [[ -z $is_done ]]; then
    local was_touched=$is_starting$switched_from$nginx_is_changed$secrets_are_written failed_at=$step
    put_back || status=$NOT_PUT_BACK
    record "${image_version:-${version_asked:--}}" "${target:--}" "failed at $failed_at ($status)"
    [[ -z $was_touched ]] || say_what_serves
  fi
  drop_temporary_tag
  release_lock
  rm -rf "$scratch"
  exit "$status"
}

put_back() {
  local is_well=0
  step=''
  if [[ -n $is_first ]]; then
    put_first_back || is_well=1
  elif [[ -n $switched_from ]]; then
    switch_back || is_well=1
  else
    [[ -z $is_starting ]] || remove_started || is_well=1
    [[ -z $is_flipping ]] || restart_policy no "$target_id" || is_well=1
    [[ -z $is_retiring ]] || restart_policy unless-stopped "$old_id" || is_well=1
  fi
  put_nginx_back || { warn 'put back: nginx did not take its old settings'; is_well=1; }
  put_secrets_back || { warn 'put back: the secrets in .deploy/secrets are the new ones'; is_well=1; }
  if [[ -n $frozen_is_changed ]]; then
    if [[ -f $scratch/frozen.before ]]; then keep_frozen "$scratch/frozen.before"; else rm -f "$frozen"; fi
  fi
  [[ -z $nginx ]] || in_nginx 0 rm -rf /live/next </dev/null >/dev/null 2>&1
  [[ -z $image_tag_is_new || -n $switched_from ]] || bounded 60 docker rmi "$image_tag" >/dev/null 2>&1
  return "$is_well"
}

remove_started() {
  local id
  look
  remove_revived
  for id in $(containers_of "$target"); do
    [[ $targets_before == *"$id"* ]] || remove_container "$id"
  done
  warn 'put back: the new container is removed; it never had traffic'
}

# The new one may hold streams by now; they go on to their end.
switch_back() {
  restart_policy unless-stopped "$old_id"
  if ! write_live "$switched_from"; then
    warn "put back: the live colour could not be set to $switched_from again"
    return 1
  fi
  restart_policy no "$target_id"
  reap_later "$target_id"
  warn "put back: new requests go to $switched_from again; what has begun in the new version ends there"
}

# Nothing ran before; the volumes stay, they may hold somebody's data.
put_first_back() {
  [[ -n $is_starting ]] || return 0
  compose_frozen "$scratch/both.yml" down -t 5 >/dev/null 2>&1 || return 1
  warn 'put back: what was started is removed again (volumes stay)'
}

say_what_serves() {
  [[ -z $is_first ]] || return 0
  local id=$old_id try
  # A machine that is very busy may take a moment to answer.
  for try in 1 2 3 4; do
    [[ -n $id && $(state_of "$id") == starting && $try != 4 ]] || break
    rest 1
  done
  if [[ -n $id && $(state_of "$id") == ready ]]; then
    warn "version $(version_of "$id") ($old_colour) serves as before"
  else
    warn 'nothing healthy serves: look at scripts/deploy-vps.sh status and logs'
  fi
}
