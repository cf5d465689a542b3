#!/usr/bin/env bash
# Lints the workflows by actionlint: the one that is installed, else its image. Exit: 0 nothing found, else not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if command -v actionlint >/dev/null; then
  actionlint
else
  # Without a network: it has only these files to look at.
  timeout 240 docker run --rm --network none --read-only -v "$PWD:/repo:ro" -w /repo rhysd/actionlint:1.7.12
fi
