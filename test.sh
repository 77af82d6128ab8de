#!/usr/bin/env bash
# Builds everything and runs all tests. Needs the .NET SDK that global.json names and Node.js; installs the rest.
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

node -e 'const [a, b] = process.versions.node.split("."); process.exit((a == 20 && b >= 19) || (a == 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null || { echo "Node.js 20.19, 22.12 or later is needed." >&2; exit 1; }

as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
apt_install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }

# The tests' storage server: Debian 12's version. Other distributions have another one; any from 6 on does.
command -v redis-server >/dev/null || { $as_root apt-get update -qq; apt_install 'redis-server=5:7.0.*' || apt_install redis-server; }

# The browser that Debian keeps up to date: older ones are not to be had. $CHROMIUM names another.
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
[ -x "$CHROMIUM" ] || { $as_root apt-get update -qq; apt_install chromium; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "restore"
dotnet restore
npm ci --loglevel=error

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
projects=(tests/*.Tests/*.csproj)
if [ -n "$soak" ]; then
  filter='Category=Soak'
  projects=(tests/{EndToEnd,WebHost}.Tests/*.csproj)
  export ANDROIDZEN_SOAK_MINUTES=$soak
fi

# Hosts that live for seconds are started by the dozen: they are not to be compiled twice, nor instrumented in between. Half of a host's start is that.
short_lived=(env DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=100)

failed_projects=0
for project in "${projects[@]}"; do
  project=$(dirname "$project")
  step "$project"
  "${short_lived[@]}" dotnet test "$project" --no-build --configuration "$configuration" --nologo --filter "$filter" \
    --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" || failed_projects=$((failed_projects + 1))
done

# The client and the console: types, the client's size, tests without and with a browser.
if [ -z "$soak" ]; then
  export ANDROIDZEN_CONFIGURATION=$configuration
  step "types of client and console"
  npm run build -w src/Client.Js --silent || failed_projects=$((failed_projects + 1))
  npm run check --workspaces --if-present --silent || failed_projects=$((failed_projects + 1))
  for project in tests/Client.Js.Tests tests/Console.Tests; do
    step "$project"
    (cd "$project" && "${short_lived[@]}" npx vitest run --reporter=default --reporter=junit --outputFile.junit="$results/$(basename "$project").xml") || failed_projects=$((failed_projects + 1))
  done
  step "tests/Console.Tests in a browser"
  (cd tests/Console.Tests && PLAYWRIGHT_JUNIT_OUTPUT_FILE="$results/browser.xml" "${short_lived[@]}" npx playwright test --reporter=list,junit) || failed_projects=$((failed_projects + 1))
fi

# What the hot paths may allocate; how long they take is of a machine, so a short look is enough. A Debug build allocates more.
if [ -z "$soak" ] && [ "$configuration" = Release ]; then
  step "allocation budgets"
  dotnet run --project bench/Benchmarks --no-build --configuration Release -- --filter '*' --job short --inProcess \
    --iterationTime 50 --warmupCount 1 --iterationCount 1 --artifacts "$results/benchmarks" >"$results/benchmarks.log" 2>&1 || failed_projects=$((failed_projects + 1))
  grep -E '^(holds|DOES NOT HOLD):' "$results/benchmarks.log" || cat "$results/benchmarks.log"
fi

# Of the results of dotnet test (passed, failed) and of JUnit's form (tests, failures, errors, skipped).
sum() { paste -sd+ - | { read -r sum && echo $((sum)) || echo 0; }; }
of_dotnet() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | sum; }
of_node() { cat "$results"/*.xml 2>/dev/null | grep -o "<testsuites [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | sum; }
failed=$(($(of_dotnet failed) + $(of_node failures) + $(of_node errors)))
passed=$(($(of_dotnet passed) + $(of_node tests) - $(of_node failures) - $(of_node errors) - $(of_node skipped)))

step "done"
echo "$passed passed, $failed failed"
[ "$failed_projects" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
