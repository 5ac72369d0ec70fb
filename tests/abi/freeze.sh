#!/usr/bin/env bash
# freeze.sh MAJOR_MINOR BUILD - at a release: keeps today's header for the old client of that release, for ever.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
include=$here/old_client_${1:?release, such as 0_1}/include/tenon
mkdir -p "$include"
cp "$here/../../include/tenon/tenon.h" "${2:?build tree}/include/tenon/tenon_version.h" "$include/"
