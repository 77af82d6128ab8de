using 'containerapps.bicep'

param siloSets = [{ slot: 0, version: '0.1.0' }]
param webVersion = '0.1.0'

// Never in this file: SIGNING_KEY="$(head -c 32 /dev/urandom | base64)" az deployment group create …
param signingKey = readEnvironmentVariable('SIGNING_KEY')
