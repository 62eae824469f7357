#!/bin/sh
# Everything a change must pass, in the order in which a mistake is cheapest to find.
set -eu
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; }
step "style";     ruff check . && ruff format --check .
step "layers";    lint-imports --no-cache | tail -n 12
step "types";     ANXIN_SECRET_KEY=types-only mypy src/anxin
[ "${1:-}" = static ] && exit 0
step "tests on SQLite"; python -m pytest -n 2 --dist loadfile tests
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  step "the same tests on PostgreSQL"; ANXIN_TEST_DATABASE=postgresql python -m pytest -n 2 --dist loadfile tests --ignore tests/e2e --ignore tests/methods
else
  echo "PostgreSQL is not installed; its half of the tests was not run."
fi
