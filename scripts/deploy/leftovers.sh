#!/usr/bin/env bash
# Sourced by deploy-vps.sh: containers that nobody needs any more, and what a deploy that was killed has left.
# shellcheck disable=SC2154 # The parts share their variables.

# Under the lock. The live file decides; a container that is neither live nor has been so is of a deploy that broke off.
mend_leftovers() {
  local id colour keeper
  [[ ! -d $deployed/secrets/.before ]] || as_root_in "$deployed/secrets" "$FORGET_SECRETS" </dev/null || true
  keeper=$(live_container "$live")
  if [[ -z $keeper ]]; then
    keeper=$(live_container "$(other_colour "$live")")
    # After a power cut the file may be older than what runs; nginx has been sending everything here.
    if [[ -n $keeper && -n $nginx ]]; then
      write_live "$(other_colour "$live")" || fail "$NOT_POSSIBLE" 'The live colour could not be written.'
      note "what is live was not written down: it is $live"
    fi
  fi
  [[ -n $keeper ]] || return 0
  ! is_retired "$keeper" || restart_policy unless-stopped "$keeper" || true
  for colour in blue green; do
    for id in $(containers_of "$colour"); do
      if [[ $id == "$keeper" ]] || { is_running "$id" && is_retired "$id"; }; then continue; fi
      ! is_running "$id" || note "a $colour container of a deploy that broke off is removed"
      remove_container "$id"
    done
  done
  look
}

# Those of the target's colour that had drained just before `up` began: it has started them anew, and nobody would end them.
remove_revived() {
  local id
  for id in $targets_before; do
    if is_running "$id" && [[ $(started_in "$table_before" "$id") != "$(started_in "$table" "$id")" ]]; then
      remove_container "$id"
      look
    fi
  done
}

# TABLE ID
started_in() { awk -F '|' -v id="$2" '$1 == id { print $8; exit }' <<<"$1"; }

# Its volumes without a name go with it.
remove_container() { bounded 60 docker rm -f -v "$1" >/dev/null 2>&1 || true; }

# What has ended, when nobody is at work.
sweep_ended() {
  local colour id keeper
  keeper=$(live_container "$live")
  [[ -n $keeper ]] || return 0
  for colour in blue green; do
    for id in $(containers_of "$colour"); do
      if [[ $id != "$keeper" ]] && ! is_running "$id"; then remove_container "$id"; fi
    done
  done
  look
}

# Removes a container when it has drained, also after this shell is gone. It must not hold our lock, nor what is read of us.
reap_later() {
  local start=nohup
  ! command -v setsid >/dev/null || start=setsid
  (cd / && exec "$start" bash "$here/deploy/reap.sh" "$project" "$1" </dev/null >/dev/null 2>&1 7>&- 8>&- 9<&- &)
}

# --now: whoever still drains gets ten seconds; runs go on in the live one, readers come back there.
end_drains() {
  local colour id
  for colour in blue green; do
    for id in $(containers_of "$colour"); do
      if [[ $id == "$old_id" ]] || ! is_running "$id"; then continue; fi
      step "end what drains in $colour"
      bounded 40 docker stop -t 10 "$id" >/dev/null || true
      remove_container "$id"
    done
  done
  look
}
