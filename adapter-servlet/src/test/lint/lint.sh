#!/bin/sh
# Lints the OpenAPI documents of a folder: lint.sh <cache folder> <folder>
#
# The first time, it fetches the linter from npm into the cache folder, as the lock file beside this says. Exit status 3 means that it cannot be had here, and the last
# line says why.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=$1
documents=$2

unavailable() {
    echo "$1" >&2
    exit 3
}

command -v node >/dev/null && command -v npm >/dev/null || unavailable "Node is not installed"
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || unavailable "Node is older than 20"
mkdir -p "$cache"

linter=$cache/openapi-lint-$(cksum <"$here/package-lock.json" | cut -d ' ' -f 1)
if [ ! -d "$linter" ]; then
    # Aside, and put in its place in one step: several builds may do so at the same time, and one may be killed.
    aside=$(mktemp -d "$cache/.new-XXXXXX")
    trap 'rm -rf "$aside"' EXIT
    cp "$here/package.json" "$here/package-lock.json" "$aside"
    (cd "$aside" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) || unavailable "npm could not fetch the linter"
    [ -d "$linter" ] || mv "$aside" "$linter"
fi
cd "$documents"
"$linter/node_modules/.bin/spectral" lint --quiet=false --fail-severity=hint --ruleset "$here/ruleset.yaml" '*.json'
