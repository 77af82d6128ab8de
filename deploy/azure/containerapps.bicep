// A cluster on Azure Container Apps: silos, web hosts, storage, secrets, logs.
//   az deployment group create -g RESOURCE_GROUP -f deploy/azure/containerapps.bicep -p deploy/azure/containerapps.bicepparam
// Silos must reach each other one by one, and Container Apps gives an address of its own to an app, not to a replica. So each silo is an app with one replica, and two ports of the silos' environment,
// which is internal: its address is one of the virtual network. Web hosts are an app with as many replicas as it takes, in an environment of their own, because that one is open to the internet.
targetScope = 'resourceGroup'

@description('Of all resources, and of the cluster.')
@minLength(3)
@maxLength(16)
param name string = 'androidzen'

param location string = resourceGroup().location

@description('Where the images are: androidzen-silo and androidzen-webhost, built with AZURE_STORAGE=true.')
param registry string = 'ghcr.io/androidzen'

@description('Which silos there are. One set at most times; while a new version comes, two with different slots: the new one joins, and then the old one is stopped (docs/deployment.md).')
param siloSets siloSet[]

@description('Silos of each set.')
@minValue(2)
@maxValue(10)
param siloCount int = 3

@description('The tag of the web hosts\' image.')
param webVersion string

@minValue(2)
param minWebHosts int = 2

@maxValue(100)
param maxWebHosts int = 10

@description('The key of HS256 tokens, 32 bytes or more. It goes to the Key Vault, and from there as a file into the web hosts.')
@secure()
@minLength(32)
param signingKey string

@description('One set of silos: its slot decides on its ports.')
type siloSet = {
  @minValue(0)
  @maxValue(9)
  slot: int
  version: string
}

var suffix = uniqueString(resourceGroup().id, name)
var siloPort = 11111
var gatewayPort = 30000
var webPort = 8080
var managementPort = 8081
var secretsFolder = '/run/secrets/androidzen'

// Built in: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  table: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
  blob: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
  queue: '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
  secrets: '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.42.0.0/23'] }
    subnets: [
      for (subnet, i) in ['silos', 'web']: {
        name: subnet
        properties: {
          addressPrefix: '10.42.${i}.0/24'
          delegations: [{ name: 'environments', properties: { serviceName: 'Microsoft.App/environments' } }]
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
        }
      }
    ]
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    retentionInDays: 30
    sku: { name: 'PerGB2018' }
  }
}

// Silos and web hosts are different people: a web host needs tables and queues (Contributor, because Orleans makes them where they are missing), and no blobs.
resource siloIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-silo'
  location: location
}

resource webIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-web'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('st${replace(toLower(name), '-', '')}${suffix}', 24)
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    // Identities only: there is no key to lose.
    allowSharedKeyAccess: false
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [for i in range(0, 2): { id: network.properties.subnets[i].id }]
    }
  }
}

resource siloStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['table', 'blob', 'queue']: {
    name: guid(storage.id, 'silo', role)
    scope: storage
    properties: {
      principalId: siloIdentity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

// Membership is a table, which Orleans' clients also make where it is missing. With Azure's queues for streams they write to these, too.
resource webStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['table', 'queue']: {
    name: guid(storage.id, 'web', role)
    scope: storage
    properties: {
      principalId: webIdentity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('kv-${name}-${suffix}', 24)
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }

  resource key 'secrets' = {
    name: 'auth-signing-key'
    properties: { value: signingKey }
  }
}

resource webSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'web', 'secrets')
  scope: vault
  properties: {
    principalId: webIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.secrets)
  }
}

resource siloEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-silos'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: { infrastructureSubnetId: network.properties.subnets[0].id, internal: true }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource webEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-web'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: { infrastructureSubnetId: network.properties.subnets[1].id, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    zoneRedundant: true
  }
}

resource siloLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: siloEnvironment
  properties: { workspaceId: logs.id, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

resource webLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: webEnvironment
  properties: { workspaceId: logs.id, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

var settings = [
  { name: 'Cluster__Storage', value: 'Azure' }
  { name: 'ConnectionStrings__AzureTables', value: storage.properties.primaryEndpoints.table }
  { name: 'ConnectionStrings__AzureBlobs', value: storage.properties.primaryEndpoints.blob }
  { name: 'ConnectionStrings__AzureQueues', value: storage.properties.primaryEndpoints.queue }
  { name: 'Orleans__ClusterId', value: name }
  { name: 'Orleans__ServiceId', value: name }
  { name: 'Management__Port', value: string(managementPort) }
]

// On the management port, which no ingress leads to. Of the process alone is only the last.
var probes = [
  {
    type: 'Startup'
    httpGet: { path: '/health/startup', port: managementPort }
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 48
  }
  {
    type: 'Readiness'
    httpGet: { path: '/health/ready', port: managementPort }
    periodSeconds: 5
    timeoutSeconds: 3
    failureThreshold: 2
  }
  {
    type: 'Liveness'
    httpGet: { path: '/health/live', port: managementPort }
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  }
]

var silos = flatten(map(siloSets, set => map(range(0, siloCount), i => {
  name: '${name}-silo-${set.slot}-${i}'
  version: set.version
  offset: set.slot * 10 + i
})))

resource silo 'Microsoft.App/containerApps@2025-01-01' = [
  for app in silos: {
    name: app.name
    location: location
    identity: { type: 'UserAssigned', userAssignedIdentities: { '${siloIdentity.id}': {} } }
    dependsOn: [siloStorage]
    properties: {
      environmentId: siloEnvironment.id
      workloadProfileName: 'Consumption'
      configuration: {
        // A new revision would share the ports of the old one while it starts: a new version is a new set.
        activeRevisionsMode: 'Single'
        // "External" to the environment, which is internal to the network.
        ingress: {
          external: true
          transport: 'tcp'
          targetPort: siloPort
          exposedPort: siloPort + app.offset
          additionalPortMappings: [{ external: true, targetPort: gatewayPort, exposedPort: gatewayPort + app.offset }]
        }
      }
      template: {
        // The host gives up after 50 s: HandOver:Timeout (20 s), and 30 s.
        terminationGracePeriodSeconds: 80
        scale: { minReplicas: 1, maxReplicas: 1 }
        containers: [
          {
            name: 'silo'
            image: '${registry}/androidzen-silo:${app.version}-azure'
            resources: { cpu: json('1.0'), memory: '2Gi' }
            probes: probes
            env: concat(settings, [
              { name: 'AZURE_CLIENT_ID', value: siloIdentity.properties.clientId }
              { name: 'Orleans__Name', value: app.name }
              { name: 'Orleans__Endpoints__AdvertisedIPAddress', value: siloEnvironment.properties.staticIp }
              { name: 'Orleans__Endpoints__SiloPort', value: string(siloPort + app.offset) }
              { name: 'Orleans__Endpoints__GatewayPort', value: string(gatewayPort + app.offset) }
              { name: 'Orleans__Endpoints__SiloListeningEndpoint', value: '0.0.0.0:${siloPort}' }
              { name: 'Orleans__Endpoints__GatewayListeningEndpoint', value: '0.0.0.0:${gatewayPort}' }
            ])
          }
        ]
      }
    }
  }
]

resource webhost 'Microsoft.App/containerApps@2025-01-01' = {
  name: '${name}-webhost'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${webIdentity.id}': {} } }
  dependsOn: [webStorage, webSecrets]
  properties: {
    environmentId: webEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      // TLS ends here. WebSockets pass; any replica will do for any client.
      ingress: {
        external: true
        transport: 'auto'
        targetPort: webPort
        allowInsecure: false
        stickySessions: { affinity: 'none' }
      }
      secrets: [{ name: 'auth-signing-key', keyVaultUrl: vault::key.properties.secretUri, identity: webIdentity.id }]
    }
    template: {
      // The host gives up after 60 s: 30 s, and Gateway:ReadinessDelay (5 s), :DrainWindow (10 s), twice :LeaveTimeout (5 s), Connections:CloseTimeout (5 s).
      terminationGracePeriodSeconds: 90
      volumes: [{ name: 'secrets', storageType: 'Secret', secrets: [{ secretRef: 'auth-signing-key', path: 'Auth__SigningKey' }] }]
      // Open sockets are no requests to the rule "http", which counts those that begin. What they cost is memory, and what goes through them processor time.
      scale: {
        minReplicas: minWebHosts
        maxReplicas: maxWebHosts
        cooldownPeriod: 600
        rules: [
          { name: 'http', http: { metadata: { concurrentRequests: '200' } } }
          { name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '65' } } }
          { name: 'memory', custom: { type: 'memory', metadata: { type: 'Utilization', value: '65' } } }
        ]
      }
      containers: [
        {
          name: 'webhost'
          image: '${registry}/androidzen-webhost:${webVersion}-azure'
          resources: { cpu: json('1.0'), memory: '2Gi' }
          probes: probes
          volumeMounts: [{ volumeName: 'secrets', mountPath: secretsFolder }]
          env: concat(settings, [
            { name: 'AZURE_CLIENT_ID', value: webIdentity.properties.clientId }
            { name: 'ASPNETCORE_HTTP_PORTS', value: string(webPort) }
            { name: 'ASPNETCORE_FORWARDEDHEADERS_ENABLED', value: 'true' }
            { name: 'Gateway__ReadinessDelay', value: '00:00:05' }
            { name: 'Secrets__Folder', value: secretsFolder }
          ])
        }
      ]
    }
  }
}

output address string = 'https://${webhost.properties.configuration.ingress!.fqdn}'
