#!/usr/bin/env bash
# Sourced by deploy-vps.sh: what the version of this clone is called.
# shellcheck disable=SC2154 # The parts share their variables.

# What goes into an image.
readonly CONTENT=(package.json bun.lock bunfig.toml tsconfig.json Dockerfile .dockerignore src views public)

# VERSION of the environment; a clean checkout of tag vX is X; else package.json's with the commit, and with the content
# where something is not committed.
name_version() {
  local version
  version=${VERSION:-$(env_value VERSION)}
  if [[ -z $version ]]; then
    if is_checkout; then version=$(checkout_version); else version=$(package_version)-$(content_sum); fi
  fi
  # A + is common in versions, and not allowed in a tag.
  version=${version//+/-}
  [[ $version =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$ ]] ||
    fail "$BAD_SETTINGS" "VERSION is \"$version\"; letters, digits and . _ - are allowed, 100 at most."
  [[ $version != latest && $version != building-* ]] || fail "$BAD_SETTINGS" "\"$version\" is no name for a version."
  printf '%s' "$version"
}

revision() { if is_checkout; then git rev-parse HEAD; else printf unknown; fi; }

# A clone of its own; not a folder that lies in somebody's.
is_checkout() { [[ -e $home/.git ]] && git -C "$home" rev-parse --verify -q HEAD >/dev/null 2>&1; }

package_version() { sed -nE 's/^ *"version": *"([^"]+)".*/\1/p' package.json | head -n 1; }

checkout_version() {
  local tag changed
  changed=$(git status --porcelain --untracked-files=all -- "${CONTENT[@]}")
  tag=$(git describe --exact-match --tags --match 'v[0-9]*' 2>/dev/null) || tag=''
  if [[ -z $changed && -n $tag ]]; then
    printf '%s' "${tag#v}"
  else
    printf '%s-%s%s' "$(package_version)" "$(git rev-parse --short=8 HEAD)" "${changed:+-$(content_sum)}"
  fi
}

# Eight letters that tell one content from another.
content_sum() {
  local name
  { if is_checkout; then git ls-files -co --exclude-standard -- "${CONTENT[@]}"; else find "${CONTENT[@]}" -type f; fi; } |
    LC_ALL=C sort -u | while IFS= read -r name; do
    [[ ! -f $name ]] || { printf '%s\n' "$name" && cat "$name"; }
  done | sum_of | cut -c 1-8
}

sum_of() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
