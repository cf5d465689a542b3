#!/usr/bin/env bash
# Sourced by deploy-vps.sh: the image to deploy, built, pulled or out of a file, and which ones are kept.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

readonly LABEL=org.opencontainers.image.version
readonly KEPT_IMAGES=3

# What comes of it: the id, the version, and the tag that the deploy goes by, which never moves to another image.
image_id='' image_version='' image_tag='' image_tag_is_new=''
temporary_tag=''

image_field() { bounded 60 docker image inspect --format "$2" "$1" 2>/dev/null; }
version_in() { image_field "$1" "{{index .Config.Labels \"$LABEL\"}}"; }

get_image() {
  if [[ -n $tar_asked ]]; then
    load_image
  elif [[ -n $image_asked ]]; then
    pull_image
  else
    build_image
  fi
  image_version=$(version_in "$image_id") || true
  [[ -n $image_version && $image_version =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$ ]] ||
    fail "$NO_IMAGE" "The image ${image_asked:-${tar_asked:-that was built}} has no label $LABEL that names a version; it is no image of devussy-web."
  tag_image
}

build_image() {
  local version
  version=$(name_version)
  step "build $version"
  temporary_tag=$project:building-$$
  cat >"$scratch/build.yml" <<YAML
services:
  blue:
    image: $temporary_tag
    build:
      args: {VERSION: '$version', REVISION: '$(revision)'}
YAML
  local options=() status=0
  [[ -z $is_pull ]] || options+=(--pull)
  VERSION=$version REVISION=$(revision) bounded 1800 docker compose -p "$project" --project-directory "$home" "${files[@]}" \
    -f "$scratch/build.yml" build ${options[@]+"${options[@]}"} blue >"$scratch/build.log" 2>&1 || status=$?
  if ((status)); then
    say_compose_fault "$scratch/build.log"
    tail -n 15 "$scratch/build.log" | cut -c 1-300 >&2
    ! grep -qi 'no space left' "$scratch/build.log" || fail "$NO_IMAGE" 'The disk is full, so the image could not be built. Make room, for instance: docker image prune; docker builder prune'
    ((status != 124)) || fail "$NO_IMAGE" 'The image was not built within 30 minutes.'
    fail "$NO_IMAGE" 'The image could not be built; the lines above say why.'
  fi
  image_id=$(image_field "$temporary_tag" '{{.Id}}') || fail "$NO_IMAGE" 'The image that was built is not there.'
}

pull_image() {
  step "image $image_asked"
  if [[ -n $is_pull ]] || ! image_field "$image_asked" '{{.Id}}' >/dev/null; then
    bounded 1800 docker pull -q "$image_asked" >/dev/null 2>"$scratch/why" ||
      fail "$NO_IMAGE" "There is no image $image_asked to be had: $(last_line "$scratch/why")"
  fi
  image_id=$(image_field "$image_asked" '{{.Id}}') || fail "$NO_IMAGE" "There is no image $image_asked."
}

load_image() {
  step "image out of $tar_asked"
  [[ -f $tar_asked && -r $tar_asked ]] || fail "$NO_IMAGE" "The file $tar_asked is not there, or cannot be read."
  bounded 1800 docker load -q -i "$tar_asked" >"$scratch/loaded" 2>"$scratch/why" ||
    fail "$NO_IMAGE" "$tar_asked is no whole image (docker save makes them): $(last_line "$scratch/why")"
  local loaded
  loaded=$(sed -nE 's/^Loaded image( ID)?: *//p' "$scratch/loaded")
  [[ -n $loaded && $(wc -l <<<"$loaded") -eq 1 ]] || fail "$NO_IMAGE" "$tar_asked holds $(grep -c . <<<"$loaded") images; one is wanted."
  image_id=$(image_field "$loaded" '{{.Id}}') || fail "$NO_IMAGE" "The image of $tar_asked is not there."
}

# PROJECT:VERSION, or with a few letters more where another image has that name already.
tag_image() {
  local there
  for image_tag in "$project:$image_version" "$project:$image_version.$(cut -c 8-15 <<<"$image_id")"; do
    there=$(image_field "$image_tag" '{{.Id}}') || there=''
    [[ -n $there ]] || break
    [[ $there != "$image_id" ]] || break
  done
  if [[ -z $there ]]; then
    bounded 60 docker tag "$image_id" "$image_tag" || fail "$NO_IMAGE" "The image could not be given the name $image_tag."
    image_tag_is_new=yes
  fi
  drop_temporary_tag
}

drop_temporary_tag() {
  [[ -z $temporary_tag ]] || bounded 60 docker rmi "$temporary_tag" >/dev/null 2>&1 || true
  temporary_tag=''
}

# Tags of this project's images with their ids, the newest first.
kept_images() {
  bounded 60 docker image ls --no-trunc --format '{{.ID}} {{.Repository}}:{{.Tag}}' "$project" |
    grep -vE ':(latest|building-[0-9]+|<none>)$' || true
}

# The tag that a version is kept under.
image_of_version() {
  local id tag
  while read -r id tag; do
    [[ -n $tag && $(version_in "$id") == "$1" ]] && printf '%s' "$tag" && return
  done < <(kept_images)
  return 1
}

# Those of the last deploys stay, and whatever still runs.
drop_old_images() {
  local id tag kept='' count=0 name
  for name in $(deploy_names); do
    tag=$(image_of_deploy "$name")
    id=$(image_field "$tag" '{{.Id}}') || continue
    [[ $kept != *"$id"* ]] || continue
    ((count < KEPT_IMAGES)) || break
    kept+=" $id" count=$((count + 1))
  done
  kept+=" $(bounded 60 docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$project" | xargs docker inspect --format '{{.Image}}' 2>/dev/null | tr '\n' ' ')"
  while read -r id tag; do
    [[ -z $tag || $kept == *"$id"* ]] || bounded 60 docker rmi "$tag" >/dev/null 2>&1 || true
  done < <(kept_images)
  # What an interrupted build left.
  bounded 60 docker image ls --format '{{.Repository}}:{{.Tag}}' "$project" | grep -E ':building-[0-9]+$' | while read -r tag; do
    bounded 60 docker rmi "$tag" >/dev/null 2>&1 || true
  done || true
}
