#!/usr/bin/env bash
# Builds the image of a release for amd64 and arm64, with SBOM and provenance, pushes it, and leaves in dist/ what a server without
# a registry needs: a tar for each (deploy-vps.sh --tar), the SBOM, sums. Where GITHUB_OUTPUT is set, `image` is put there.
# Environment: TAG (vX.Y.Z), REPOSITORY (owner/name), REVISION (commit); REGISTRY (ghcr.io). Needs buildx, signed in to the registry.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

check_tag() {
  local packaged
  [[ ${TAG:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[A-Za-z0-9.]+)?$ ]] || stop "The tag \"${TAG:-}\" is no version; a release is tagged vX.Y.Z."
  version=${TAG#v}
  packaged=$(sed -nE 's/^ *"version": *"([^"]+)".*/\1/p' package.json | head -n 1)
  [[ $packaged == "$version" ]] || stop "The tag says $version, package.json says $packaged: bring them together and tag again."
}

build() { # OPTIONS...
  docker buildx build --build-arg "VERSION=$version" --build-arg "REVISION=$REVISION" "$@" .
}

push_image() {
  local tags=(--tag "$name:$version")
  # A trial (v1.2.0-rc.1) is not what people get who name no version.
  [[ $version == *-* ]] || tags+=(--tag "$name:latest")
  build --platform linux/amd64,linux/arm64 --sbom=true --provenance=mode=max --push --metadata-file dist/metadata.json "${tags[@]}"
  digest=$(sed -nE 's/.*"containerimage.digest": *"(sha256:[0-9a-f]{64})".*/\1/p' dist/metadata.json)
  [[ -n $digest ]] || stop 'buildx did not say what it has pushed (dist/metadata.json).'
}

save_tars() {
  local architecture file
  for architecture in amd64 arm64; do
    file=dist/devussy-web-$version-$architecture.tar
    build --platform "linux/$architecture" --provenance=false --tag "devussy-web:$version" --output "type=docker,dest=$file"
    gzip -9n "$file"
  done
  docker buildx imagetools inspect "$name@$digest" --format '{{json .SBOM}}' >"dist/devussy-web-$version.sbom.json"
  (cd dist && sha256sum ./*.tar.gz ./*.sbom.json >SHA256SUMS)
}

check_tag
: "${REVISION:?the commit}" "${REPOSITORY:?owner/name}"
name=$(printf '%s/%s' "${REGISTRY:-ghcr.io}" "$REPOSITORY" | tr '[:upper:]' '[:lower:]')
mkdir -p dist
push_image
save_tars
printf 'image=%s@%s\n' "$name" "$digest" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
