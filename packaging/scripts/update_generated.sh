#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes what follows from the declared settings and commands: the sample configuration, the settings part of
# dovetail.conf(5), the commands part of dovetail(1), the shells' completions, the names that every daemon knows (build
# again after that).
# Usage: packaging/scripts/update_generated.sh build/dev/bin/dovetail   (a test compares, and names this script)
set -eu
dovetail=$1
root=$(cd "$(dirname "$0")/../.." && pwd)

# replace PAGE MARK COMMAND...: the lines between BEGIN MARK and END MARK become the command's output.
replace() {
  page=$root/packaging/man/$1 mark=$2
  shift 2
  {
    sed "/^\.\\\\\" BEGIN $mark/q" "$page"
    "$@"
    sed -n "/^\.\\\\\" END $mark/,\$p" "$page"
  } > "$page.new"
  mv "$page.new" "$page"
}

"$dovetail" config sample --names > "$root/libcommon/config/suite_tables.cpp"
"$dovetail" config sample > "$root/examples/config/dovetail.conf"
"$dovetail" help --completion bash > "$root/packaging/completion/dovetail.bash"
"$dovetail" help --completion zsh > "$root/packaging/completion/dovetail.zsh"
replace man5/dovetail.conf.5 SETTINGS "$dovetail" config sample --manual
replace man1/dovetail.1 COMMANDS "$dovetail" help --manual
