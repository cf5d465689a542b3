#!/usr/bin/env bash
# Sourced by deploy-vps.sh: back to a version that is kept.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

rollback() {
  local name now
  step 'checks'
  if [[ -n $is_dry ]]; then
    [[ -d $deployed ]] || fail "$NO_IMAGE" 'Nothing was deployed from here yet.'
    look
    name=$(earlier_deploy)
    find_image "$name"
    note "would go back to version $image_version"
    note 'nothing was changed (--dry-run)'
    return
  fi
  begin_work
  [[ -n $nginx && -n $old_id ]] || fail "$NOT_POSSIBLE" "Nothing runs as the project $project, so there is nothing to go back from. Deploy: scripts/deploy-vps.sh"
  name=$(earlier_deploy)
  find_image "$name"
  now=$(version_of "$old_id")
  if [[ -n $version_asked && $version_asked == "$now" ]]; then
    is_done=yes
    note "version $now is live already"
    return
  fi
  note "from $now to $image_version"
  image_id=$(image_field "$image_tag" '{{.Id}}')
  target=$(other_colour "$old_colour")
  make_configuration "$name"
  if ! flip; then
    compose_next "$target" "$old_colour"
    roll
  fi
  conclude "$image_version"
}

# DEPLOY: the tag and version of what to go back to.
find_image() {
  if [[ -n $1 ]]; then
    image_tag=$(image_of_deploy "$1")
    image_version=$(version_in "$image_tag")
    return
  fi
  [[ -n $version_asked ]] || fail "$NO_IMAGE" "There is no version before this one to go back to$(say_kept)."
  image_tag=$(image_of_version "$version_asked") || fail "$NO_IMAGE" "Version $version_asked is not kept here$(say_kept)."
  image_version=$version_asked
}

say_kept() {
  local versions
  versions=$(kept_images | while read -r id _; do version_in "$id"; done | sort -u | tr '\n' ' ')
  [[ -z ${versions// /} ]] || printf '; kept are: %s' "${versions% }"
}

# As it was deployed, settings included; secrets are those of now. A version without that comes with the settings of now.
make_configuration() {
  if [[ -n $1 ]]; then
    cp "$deployed/deploys/$1" "$scratch/new.yml"
  else
    read_secrets
    freeze "$image_tag"
  fi
}

# When the container of that version still drains, making it live again is all there is to do.
flip() {
  local id colour=$target
  id=$(containers_of "$colour" | head -n 1)
  if [[ -z $id || ! -f $frozen ]] || ! is_running "$id" || ! is_retired "$id"; then return 1; fi
  [[ $(image_of "$id") == "$image_id" && $(hash_of "$id") == "$(hash_in "$scratch/new.yml" "$colour")" ]] || return 1
  step "switch back to $colour, which still drains"
  with_colours "$frozen" blue green >"$scratch/both.yml"
  without_colours "$scratch/both.yml" "$old_colour" >"$scratch/next.yml"
  target_id=$id is_flipping=yes is_retiring=yes
  restart_policy unless-stopped "$id" || fail "$FAILED" 'The container could not be told to come back after a restart.'
  restart_policy no "$old_id" || fail "$FAILED" 'The old container could not be told not to come back.'
  frozen_is_changed=yes
  keep_frozen "$scratch/both.yml"
  switched_from=$old_colour
  write_live "$colour" || fail "$FAILED" 'The live colour could not be written.'
  prove_live && return
  # It ended at this very moment. nginx has asked the other one meanwhile.
  note 'it has just ended; it is started anew'
  write_live "$old_colour"
  restart_policy unless-stopped "$old_id"
  restart_policy no "$id" || true
  switched_from='' is_retiring='' is_flipping='' target_id=''
  look
  is_running "$id" || { remove_container "$id" && look; }
  return 1
}

hash_in() { compose_frozen "$1" config --hash "$2" 2>/dev/null | awk '{ print $2 }'; }
