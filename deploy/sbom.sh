#!/usr/bin/env bash
# Writes what ships, with versions and licences, in CycloneDX's form: deploy/sbom/{silo,webhost,client,console}.json. After "dotnet restore" and "npm ci".
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(grep -oP '(?<=<Version>)[^<]+' Directory.Build.props)
mkdir -p deploy/sbom
dotnet tool restore >/dev/null

for project in Silo WebHost; do
  dotnet CycloneDX "src/$project/$project.csproj" --include-project-references --disable-package-restore --output-format Json --set-name "AndroidZen.$project" --set-version "$version" \
    --output deploy/sbom --filename "${project,,}.json" >/dev/null
  echo "deploy/sbom/${project,,}.json"
done

# What gets into the bundles: without what only builds them.
for workspace in client console; do
  npx --yes --ignore-scripts @cyclonedx/cyclonedx-npm@6.0.1 --omit dev --workspace "@androidzen/$workspace" --output-format JSON --output-file "deploy/sbom/$workspace.json"
  echo "deploy/sbom/$workspace.json"
done
