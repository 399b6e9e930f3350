#!/usr/bin/env bash
# The README's picture: the thread of a lab run, as Debian's chromium draws it. usage: scripts/picture.sh SCENARIO FILE.png
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm run --silent lab -- run "timing" --scenario "$1" --html >"$folder/thread.html"
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --user-data-dir="$folder/profile" --hide-scrollbars \
  --window-size=900,1500 --screenshot="$2" "file://$folder/thread.html" 2>/dev/null
