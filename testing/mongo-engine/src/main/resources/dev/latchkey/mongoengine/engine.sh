#!/bin/sh
# Serves MongoDB's own engine until standard input ends: engine.sh <cache folder> <data folder>
#
# The first time, it fetches what it needs into the cache folder: the engine from npm, as the lock file beside this says, and where the system's C
# library is too old for it (Debian 12), the one of the next Debian release from the system's own mirror. The latter is unpacked beside the engine
# and used for this one process; nothing is installed. Exit status 3 means that the engine cannot be had here, and the last line says why.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=$1
data=$2
needed=2.38

unavailable() {
    echo "$1" >&2
    exit 3
}

# Fills a folder aside and puts it in its place in one step: several builds may do so at the same time, and one may be killed.
provide() {
    [ -d "$1" ] && return
    aside=$(mktemp -d "$cache/.new-XXXXXX")
    trap 'rm -rf "$aside"' EXIT
    "$2" "$aside"
    [ -d "$1" ] || mv "$aside" "$1"
    rm -rf "$aside"
}

fetch_engine() {
    cp "$here/package.json" "$here/package-lock.json" "$1"
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund >&2) || unavailable "npm could not fetch the engine"
}

fetch_libc() {
    command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
        unavailable "the C library is older than $needed and there is no apt-get to fetch another"
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ "$codename" = bookworm ] || unavailable "the C library is older than $needed, and what to do about it is known for Debian 12 alone"
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed -n -E 's|^(URIs:\|deb( \[[^]]*])?) +(https?://[^ ]*/debian)/?( .*)?$|\3|p' | head -n 1)
    [ -n "$mirror" ] || unavailable "no Debian mirror is known to apt"
    mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/root"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$1/sources.list"
    apt="apt-get -qq -o Dir::Etc::SourceList=$1/sources.list -o Dir::Etc::SourceParts=- -o Dir::State::Lists=$1/lists
        -o Dir::Cache=$1 -o Dir::Cache::Archives=$1/archives -o APT::Sandbox::User= -o Acquire::Languages=none"
    (cd "$1" && $apt update && $apt download libc6) >&2 || unavailable "apt could not fetch the C library of the next release"
    dpkg -x "$1"/libc6_*.deb "$1/root"
    rm -rf "$1"/sources.list "$1"/lists "$1"/archives "$1"/*.bin "$1"/libc6_*.deb
}

command -v node >/dev/null && command -v npm >/dev/null || unavailable "Node is not installed"
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || unavailable "Node is older than 20"
mkdir -p "$cache"

engine=$cache/mongo-engine-$(cksum <"$here/package-lock.json" | cut -d ' ' -f 1)
provide "$engine" fetch_engine

libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
if [ "$(uname)" != Linux ]; then
    exec node "$here/engine.js" "$engine" "$data"
fi
[ -n "$libc" ] || unavailable "the C library is not glibc"
if [ "$(printf '%s\n%s\n' "$needed" "$libc" | sort -V | head -n 1)" = "$needed" ]; then
    exec node "$here/engine.js" "$engine" "$data"
fi
provide "$cache/libc-trixie" fetch_libc
root=$cache/libc-trixie/root
loader=$(ls "$root"/usr/lib/*/ld-linux-*.so.* | head -n 1)
own=$(dirname "$loader")
system=/usr/lib/$(basename "$own")
exec "$loader" --library-path "$own:$system" "$(command -v node)" "$here/engine.js" "$engine" "$data"
