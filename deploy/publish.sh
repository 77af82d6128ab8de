#!/usr/bin/env bash
# Publishes silo and web host as the images have them: deploy/publish.sh FOLDER [amd64|arm64] [-p:Name=Value …]
# Needs the .NET SDK and Node.js. Leaves FOLDER/silo, FOLDER/webhost, and FOLDER/data, which is empty.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: deploy/publish.sh FOLDER [amd64|arm64] [-p:Name=Value …]" >&2; exit 2; }
folder=$1; shift
case "${1:-amd64}" in
  arm64) runtime=linux-arm64 ;;
  *) runtime=linux-x64 ;;
esac
[[ ${1:-} == -* ]] || shift $(($# > 0))
cd "$(dirname "$0")/.."

# The packages must be those of the lock files. The list for one runtime, or with Azure's packages, is a longer one that is not checked in (Directory.Build.props): what it shares with the other is
# taken from what has been compared here.
dotnet restore src/WebHost --locked-mode

# Compiled ahead, which takes a quarter of a host's start away (docs/deployment.md). Depends on the shared runtime of the base image.
for project in Silo WebHost; do
  dotnet publish "src/$project" --configuration Release --nologo --runtime "$runtime" --no-self-contained --output "$folder/${project,,}" \
    -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=embedded -p:PublishDocumentationFiles=false -p:SatelliteResourceLanguages=en "$@"
done
mkdir -p "$folder/data"

# A build without Node leaves the console out, and says so in one line; an image must have it.
[ -f "$folder/webhost/console/index.html" ] || { echo "The console was not built: Node.js and the npm registry are needed." >&2; exit 1; }
