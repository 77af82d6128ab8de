#!/usr/bin/env bash
# Builds everything and runs all tests. Needs the .NET SDK that global.json names; installs the rest.
set -euo pipefail
cd "$(dirname "$0")"

usage() { echo "usage: ./test.sh [-c Debug|Release] [--soak [MINUTES]]" >&2; exit 2; }

configuration=Release
soak=
while [ $# -gt 0 ]; do
  case "$1" in
    -c) [ $# -ge 2 ] || usage; configuration=$2; shift 2 ;;
    --soak) soak=10; shift; if [[ ${1:-} =~ ^[0-9]+$ ]]; then soak=$1; shift; fi ;;
    *) usage ;;
  esac
done

command -v dotnet >/dev/null || { echo "The .NET SDK $(grep -o '"version": *"[^"]*"' global.json | cut -d'"' -f4) or later is needed (dotnet was not found)." >&2; exit 1; }

# The tests' storage server: Debian 12's version. Other distributions have another one; any from 6 on does.
if ! command -v redis-server >/dev/null; then
  as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
  $as_root apt-get update -qq
  install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
  install 'redis-server=5:7.0.*' || install redis-server
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "restore"
dotnet restore

step "build: warnings are errors"
# With one compiler for all projects, whatever the environment says: that takes two thirds of the time. It is not left behind.
built=0
dotnet build --no-restore --configuration "$configuration" --nologo -p:UseSharedCompilation=true || built=$?
dotnet build-server shutdown --vbcscompiler >/dev/null || true
[ "$built" -eq 0 ] || exit "$built"

# The build has checked style and analyzers; a test checks the order of usings (UsingDirectivesTests).
step "format"
dotnet format whitespace --no-restore --verify-no-changes

# Trait Soak: long schedules of kills, and nothing else then.
filter='Category!=Soak'
projects=(tests/*.Tests)
if [ -n "$soak" ]; then
  filter='Category=Soak'
  projects=(tests/EndToEnd.Tests tests/WebHost.Tests)
  export ANDROIDZEN_SOAK_MINUTES=$soak
fi

# Hosts that live for seconds are started by the dozen: they are not to be compiled twice, nor instrumented in between. Half of a host's start is that.
short_lived=(env DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=100)

failed_projects=0
for project in "${projects[@]}"; do
  step "$project"
  "${short_lived[@]}" dotnet test "$project" --no-build --configuration "$configuration" --nologo --filter "$filter" \
    --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" || failed_projects=$((failed_projects + 1))
done

# What the hot paths may allocate; how long they take is of a machine, so a short look is enough. A Debug build allocates more.
if [ -z "$soak" ] && [ "$configuration" = Release ]; then
  step "allocation budgets"
  dotnet run --project bench/Benchmarks --no-build --configuration Release -- --filter '*' --job short --inProcess \
    --iterationTime 50 --warmupCount 1 --iterationCount 1 --artifacts "$results/benchmarks" >"$results/benchmarks.log" 2>&1 || failed_projects=$((failed_projects + 1))
  grep -E '^(holds|DOES NOT HOLD):' "$results/benchmarks.log" || cat "$results/benchmarks.log"
fi

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | paste -sd+ - | { read -r sum && echo $((sum)) || echo 0; }; }

step "done"
echo "$(count passed) passed, $(count failed) failed"
[ "$failed_projects" -eq 0 ] && [ "$(count passed)" -gt 0 ]
