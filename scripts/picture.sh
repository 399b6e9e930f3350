#!/usr/bin/env bash
# A picture of #incidents after a lab run, as Debian's chromium draws it.
# usage: scripts/picture.sh FILE.png HEIGHT [step …] [lab option …]
set -euo pipefail
file=$1 height=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm run --silent lab -- run "$@" --html >"$folder/thread.html"
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --user-data-dir="$folder/profile" --hide-scrollbars \
  --window-size="900,$height" --screenshot="$file" "file://$folder/thread.html" 2>/dev/null
