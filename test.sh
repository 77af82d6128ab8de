#!/usr/bin/env bash
# Builds everything and runs all tests. Needs the .NET SDK that global.json names and Node.js; installs the rest.
set -euo pipefail
cd "$(dirname "$0")"

usage() { echo "usage: ./test.sh [-c Debug|Release] [--soak [MINUTES] | --azure]" >&2; exit 2; }

configuration=Release
soak=
azure=
while [ $# -gt 0 ]; do
  case "$1" in
    -c) [ $# -ge 2 ] || usage; configuration=$2; shift 2 ;;
    --soak) soak=10; shift; if [[ ${1:-} =~ ^[0-9]+$ ]]; then soak=$1; shift; fi ;;
    --azure) azure=1; shift ;;
    *) usage ;;
  esac
done

command -v dotnet >/dev/null || { echo "The .NET SDK $(grep -o '"version": *"[^"]*"' global.json | cut -d'"' -f4) or later is needed (dotnet was not found)." >&2; exit 1; }

node -e 'const [a, b] = process.versions.node.split("."); process.exit((a == 20 && b >= 19) || (a == 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null || { echo "Node.js 20.19, 22.12 or later is needed." >&2; exit 1; }

as_root=; [ "$(id -u)" -eq 0 ] || as_root=sudo
apt_install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }

# The tests' storage servers: Debian 12's versions. Other distributions have others; Redis from 6 and PostgreSQL from 14 on do.
command -v redis-server >/dev/null || { $as_root apt-get update -qq; apt_install 'redis-server=5:7.0.*' || apt_install redis-server; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $as_root apt-get update -qq; apt_install 'postgresql-15=15.*' || apt_install postgresql; }

# The browser that Debian keeps up to date: older ones are not to be had. $CHROMIUM names another.
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
[ -x "$CHROMIUM" ] || { $as_root apt-get update -qq; apt_install chromium; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step "restore"
dotnet restore --locked-mode
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

# Trait Soak: long schedules of kills, and nothing else then. Trait Azure: a cluster over Azurite, of a build with Orleans' Azure packages, which not everybody can restore.
filter='Category!=Soak&Category!=Azure'
projects=(tests/*.Tests/*.csproj)
if [ -n "$soak" ]; then
  filter='Category=Soak&Category!=Azure'
  projects=(tests/{EndToEnd,WebHost}.Tests/*.csproj)
  export ANDROIDZEN_SOAK_MINUTES=$soak
fi

if [ -n "$azure" ]; then
  filter='Category=Azure&Category!=Soak'
  projects=(tests/EndToEnd.Tests/EndToEnd.Tests.csproj)
  export ANDROIDZEN_PROGRAMS=$results/programs
  step "the build for Azure Storage, and Azurite"
  for program in Silo WebHost; do
    # In folders of its own: what the other build has restored stays as it is. A package that is served in a later version only is no error here.
    dotnet publish "src/$program" --configuration "$configuration" --nologo -p:AzureStorage=true -p:ConsolePage=false -p:WarningsNotAsErrors=NU1603 -p:UseSharedCompilation=true \
      --artifacts-path "$results/artifacts" --output "$ANDROIDZEN_PROGRAMS/$program"
  done
  dotnet build-server shutdown --vbcscompiler >/dev/null || true
  npm ci --prefix tests/Azurite --loglevel=error
fi

# Hosts that live for seconds are started by the dozen: half of their processor time would be to instrument and recompile what they run. In a soak they live longer.
short_lived=(env DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=100)
processes=("${short_lived[@]}" DOTNET_TC_CallCounting=0)

# A test that never ends is named, and its project ended.
longest_test=$((10 + 10#${soak:-0}))m

failed=()
for project in "${projects[@]}"; do
  project=$(dirname "$project")
  step "$project"
  environment=("${short_lived[@]}")
  [ "$project$soak" != tests/EndToEnd.Tests ] || environment=("${processes[@]}")
  "${environment[@]}" dotnet test "$project" --no-build --configuration "$configuration" --nologo --filter "$filter" \
    --blame-hang-timeout "$longest_test" --blame-hang-dump-type none --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" || failed+=("$project")
done

# The client and the console: types, the client's size, tests without and with a browser.
if [ -z "$soak$azure" ]; then
  export ANDROIDZEN_CONFIGURATION=$configuration
  step "types of client and console"
  npm run build -w src/Client.Js --silent || failed+=("the client's build and size")
  npm run check --workspaces --if-present --silent || failed+=("types of client and console")
  for project in tests/Client.Js.Tests tests/Console.Tests; do
    step "$project"
    (cd "$project" && "${processes[@]}" npx vitest run --reporter=default --reporter=junit --outputFile.junit="$results/$(basename "$project").xml") || failed+=("$project")
  done
  step "tests/Console.Tests in a browser"
  (cd tests/Console.Tests && PLAYWRIGHT_JUNIT_OUTPUT_FILE="$results/browser.xml" "${processes[@]}" npx playwright test --reporter=list,junit) || failed+=("tests/Console.Tests in a browser")
fi

# What the hot paths may allocate; how long they take is of a machine, so a short look is enough. A Debug build allocates more.
if [ -z "$soak$azure" ] && [ "$configuration" = Release ]; then
  step "allocation budgets"
  dotnet run --project bench/Benchmarks --no-build --configuration Release -- --filter '*' --job short --inProcess \
    --iterationTime 50 --warmupCount 1 --iterationCount 1 --artifacts "$results/benchmarks" >"$results/benchmarks.log" 2>&1 || failed+=("allocation budgets")
  grep -E '^(holds|DOES NOT HOLD):' "$results/benchmarks.log" || cat "$results/benchmarks.log"
fi

step "done"
node tests/summary.mjs "$results" || failed+=("tests")
[ ${#failed[@]} -eq 0 ] || { printf 'FAILED: %s\n' "${failed[@]}"; exit 1; }
