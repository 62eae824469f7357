#!/bin/sh
# What comes from the system: a Python with venv, and for the tests a browser and a PostgreSQL server.
# Root installs what is missing with apt; anybody else is told what to ask for.
set -eu
packages=""
need() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
case "${1:-}" in
  python) packages="python3-venv" ;;
  tests)
    need chromium chromium
    need xgettext gettext
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
    fc-list 2>/dev/null | grep -qi cjk || packages="$packages fonts-noto-cjk"
    ;;
esac
[ -n "$packages" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, and only root may install them:$packages. The tests that need them are skipped and say so." >&2
  [ "$1" = tests ] && exit 0
  exit 1
fi
echo "Installing from the system's packages:$packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null || echo "Could not install:$packages. The tests that need them are skipped and say so." >&2
