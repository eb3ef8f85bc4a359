#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Packs an unpacked distribution. Before that it runs the quickstart in it once, and what the JVM then
# knows of its classes is packed too: with the same JVM they need not be loaded and linked again.
#
#   pack.sh FOLDER ARCHIVE
set -eu

folder=$1
archive=$2
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

rm -f "$folder/lib/ringrank.aot"
# Options are split at spaces, and a folder may have some.
if ! (
    cd "$folder"
    RINGRANK_JAVA_OPTS="-XX:AOTCacheOutput=lib/ringrank.aot -Xlog:aot=off" \
        ./ringrank quickstart --once --port 0 --data "$data/data" >"$data/log" 2>&1
); then
    cat "$data/log" >&2
    printf 'pack: the quickstart fails, so there is no AOT cache\n' >&2
    rm -f "$folder/lib/ringrank.aot"
fi
tar -C "$(dirname "$folder")" -czf "$archive" "$(basename "$folder")"
