#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes what follows from the declared settings: the sample configuration and the settings part of dovetail.conf(5).
# Usage: packaging/scripts/update_generated.sh build/dev/bin/dovetail   (a test compares, and names this script)
set -eu
dovetail=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
"$dovetail" config sample > "$root/examples/config/dovetail.conf"
page=$root/packaging/man/man5/dovetail.conf.5
{
  sed '/^\.\\" BEGIN SETTINGS/q' "$page"
  "$dovetail" config sample --manual
  sed -n '/^\.\\" END SETTINGS/,$p' "$page"
} > "$page.new"
mv "$page.new" "$page"
