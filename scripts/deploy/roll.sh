#!/usr/bin/env bash
# Sourced by deploy-vps.sh: a deploy, step by step.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

deploy() {
  if [[ -n $is_dry ]]; then
    say_plan
    return
  fi
  step 'checks'
  begin_work
  check_space
  check_files
  get_image
  use_image "$image_tag"
  check_settings
  check_migration
  [[ -z $nginx ]] || check_nginx
  [[ -z $is_now || -z $nginx ]] || end_drains
  write_secrets
  choose_target
  compose_next "$target" "$old_colour"
  if [[ -n $is_first ]]; then first_start; else roll; fi
  conclude "$image_version"
}

# Under the lock from here on; whatever ends it puts back what was touched.
begin_work() {
  open_deployed
  take_lock
  trap 'finish $?' EXIT
  [[ ! -f $frozen ]] || cp "$frozen" "$scratch/frozen.before"
  look
  find_live || fail "$NOT_POSSIBLE" 'Nobody can say which colour is live: nginx does not answer to docker exec.'
  mend_leftovers
  old_colour=$live
  old_id=$(live_container "$old_colour")
}

# The files are read before the image is made: a fault in them costs no build.
check_files() {
  read_secrets
  freeze image-of-the-deploy
  local port
  for port in $(service_part "$scratch/new.yml" nginx | sed -nE 's/^ +published: "?([0-9]+)"?$/\1/p'); do check_port "$port"; done
}

use_image() {
  sed -i.bak "s|^    image: image-of-the-deploy\$|    image: $1|" "$scratch/new.yml"
  sed -i.bak "s|'image-of-the-deploy'|'$1'|" "$scratch/deploy.yml"
}

choose_target() {
  # Not one container of the server: whatever is live by the file starts as that.
  if [[ -z $(containers_of blue)$(containers_of green) ]]; then
    is_first=yes target=$old_colour
    old_colour=$(other_colour "$target")
    return
  fi
  target=$(other_colour "$old_colour")
  old_id=${old_id:-$(containers_of "$old_colour" | head -n 1)}
}

first_start() {
  step "start $target"
  is_starting=yes frozen_is_changed=yes
  start_target
  wait_ready "$target_id" "$target"
  step 'start nginx'
  start_nginx
  reach
  smoke
}

roll() {
  say_drains
  step "start $target"
  is_starting=yes
  start_target
  wait_ready "$target_id" "$target"
  [[ -z $is_with_nginx && -n $nginx ]] || { step 'start nginx' && start_nginx; }
  reach
  [[ $command == rollback ]] || smoke
  [[ -n $nginx_is_changed || ! -d $home/deploy/nginx || $command != deploy ]] || apply_nginx
  switch
}

say_drains() {
  local id state runs readers
  for id in $(containers_of blue) $(containers_of green); do
    if [[ $id == "$old_id" ]] || ! is_running "$id"; then continue; fi
    read -r state runs readers <<<"$(report_of "$id")"
    note "version $(version_of "$id") still drains: $runs live runs, $readers readers"
  done
}

# One more of that colour: those that drain keep their streams, and take no new connection.
start_target() {
  local count id
  look
  # `up` would start anew what has drained meanwhile.
  for id in $(containers_of "$target"); do is_running "$id" || remove_container "$id"; done
  look
  targets_before=$(containers_of "$target") table_before=$table
  count=$(grep -c . <<<"$targets_before") || true
  compose_frozen "$scratch/both.yml" up -d --no-deps --no-recreate --no-build --scale "$target=$((count + 1))" "$target" >"$scratch/why" 2>&1 || {
    tail -n 5 "$scratch/why" | redact >&2
    fail "$FAILED" "The container could not be started: $(last_line "$scratch/why" | redact)"
  }
  look
  remove_revived
  for id in $(containers_of "$target"); do
    [[ $targets_before == *"$id"* ]] || target_id=$id
  done
  [[ -n $target_id ]] || fail "$FAILED" 'The engine started no new container.'
}

start_nginx() {
  compose_frozen "$scratch/both.yml" up -d --no-deps nginx >"$scratch/why" 2>&1 ||
    fail "$FAILED" "nginx could not be started: $(last_line "$scratch/why" | redact)"
  local until=$((SECONDS + patience))
  look
  # It answers with a page of its own until it has found the server.
  until [[ -n $nginx && -n $(answer_of_nginx "$(stage_port "$target")") ]]; do
    if ((SECONDS >= until)); then
      [[ -z $nginx ]] || last_words "$nginx"
      fail "$FAILED" 'nginx did not start to answer within '"$patience s."
    fi
    rest 0.3
    look
  done
}

# nginx finds the new version by its colour's own port, and nobody else answers there.
reach() {
  local port id answer until=$((SECONDS + patience + 15))
  port=$(stage_port "$target")
  # One of the same colour that has just been replaced closes its port within seconds.
  for id in $targets_before; do
    while is_running "$id" && ask_at "$(address_of "$id")" 8000 /livez >/dev/null; do
      ((SECONDS < until)) || fail "$FAILED" 'An older container of the same colour does not close its port.'
      rest 0.3
      look
    done
  done
  while answer=$(answer_of_nginx "$port") && [[ $answer != "$image_version "* ]]; do
    if ((SECONDS >= until)) || [[ $(state_of "$target_id") != ready ]]; then
      last_words "$target_id"
      [[ -z $answer ]] || fail "$FAILED" "The image's label says version $image_version, but what answers says ${answer% *}."
      fail "$FAILED" "nginx does not reach the new version ($target)$([[ $(state_of "$target_id") == ready ]] || why_ended "$target_id")."
    fi
    rest 0.3
  done
}

# A whole design, streamed through nginx by the new version, before anybody else gets there. A version that comes back has passed it.
smoke() {
  step 'smoke test'
  local port status=0
  port=$(stage_port "$target")
  try_smoke || {
    # A machine that is very busy looks like a proxy that holds streams back. What is broken fails again.
    note "$(tail -n 1 "$scratch/smoke" | redact); once more"
    try_smoke || status=$?
  }
  if ((status)) && grep -q '^usage: devussy-web' "$scratch/smoke"; then
    note 'that version has no smoke test; nginx reaches it, and it is ready'
    return
  fi
  if ((status)); then
    last_words "$target_id"
    fail "$FAILED" "$(last_line "$scratch/smoke" | redact)$([[ $(state_of "$target_id") == ready ]] || why_ended "$target_id")"
  fi
  note "$(tail -n 1 "$scratch/smoke")"
}

try_smoke() { bounded 60 docker exec "$target_id" "$SERVER" smoke "http://nginx:$port" --timeout 40s >"$scratch/smoke" 2>&1; }

# New requests go to the new version from one to the next. Until it is proved, both are on for a plain `up -d`.
switch() {
  step "switch to $target"
  if [[ -n $old_id ]]; then
    is_retiring=yes
    restart_policy no "$old_id" || fail "$FAILED" 'The old container could not be told not to come back.'
  fi
  frozen_is_changed=yes
  keep_frozen "$scratch/both.yml"
  switched_from=$old_colour
  write_live "$target" || fail "$FAILED" 'The live colour could not be written.'
  prove_live || fail "$FAILED" "After the switch nginx does not answer as $image_version, but as $(answer_of_nginx)."
}

# The new one knows that it is live, and nginx asks it. Behind TLS the plain port only leads there.
prove_live() {
  local until=$((SECONDS + 20)) answer state
  while :; do
    answer=$(answer_of_nginx)
    read -r state _ <<<"$(report_of "$target_id")"
    [[ ($state == live || $state == -) && (-z $answer || $answer == "$image_version $target") ]] && return
    if ((SECONDS >= until)) || [[ $(field "$target_id" '{{.State.Running}}') != true ]]; then return 1; fi
    rest 0.2
  done
}

# It serves. What is left can be done again by the next deploy, and no signal takes it back.
conclude() {
  trap '' INT TERM HUP
  is_done=yes
  keep_frozen "$scratch/next.yml"
  point_env_at_frozen
  keep_deploy
  record "$1" "$target" ok
  forget_old_secrets
  if [[ -n $is_first ]]; then
    (trap - INT TERM HUP; check_nginx && apply_nginx) || warn "nginx's settings could not be kept; the next deploy tries again"
  fi
  in_nginx 0 rm -rf /live/before /live/next </dev/null || true
  start_others
  [[ -z $old_id ]] || reap_later "$old_id"
  drop_old_images
  say_nginx_due
  step='' && printf '[%3d s] done: version %s is live (%s)\n' $((SECONDS - began)) "$1" "$target"
}

# Whatever else the compose files hold.
start_others() {
  local name others=()
  for name in $(services_in "$scratch/next.yml"); do
    case $name in blue | green | nginx) ;; *) others+=("$name") ;; esac
  done
  ((${#others[@]})) || return 0
  compose_frozen "$scratch/next.yml" up -d --no-deps "${others[@]}" >"$scratch/why" 2>&1 || warn "not all of ${others[*]} could be started: $(last_line "$scratch/why")"
}

say_plan() {
  local id
  step 'checks'
  look
  find_live || true
  check_space
  if [[ -z $tar_asked$image_asked ]]; then note "would build version $(name_version)"; else note "would take ${image_asked:-the image of $tar_asked}"; fi
  read_secrets
  freeze image-of-the-deploy
  local port
  for port in $(service_part "$scratch/new.yml" nginx | sed -nE 's/^ +published: "?([0-9]+)"?$/\1/p'); do check_port "$port"; done
  if [[ -z $(containers_of blue)$(containers_of green) ]]; then
    note "would start it, and nginx, for the first time, as the project $project"
  else
    id=$(live_container "$live")
    note "would start it as $(other_colour "$live") beside ${live}${id:+, which is live with $(version_of "$id")}, try it by a smoke test, and switch"
    old_id=$id
    say_drains
  fi
  note 'nothing was changed (--dry-run)'
}
