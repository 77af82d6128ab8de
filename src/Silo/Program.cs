using AndroidZen.Silo.Health;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Management;
using AndroidZen.Silo.Postgres;
using AndroidZen.Silo.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.ExplainStartFailures();

// Named apart from the web host's appsettings.json, whose output folder this project is copied to.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "silosettings.json"), optional: false);
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"silosettings.{builder.Environment.EnvironmentName}.json"), optional: true);
builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
builder.Configuration.AddSecretsFolder();

switch (args.FirstOrDefault())
{
    case HealthCommand.Name:
        return await HealthCommand.RunAsync(builder.Configuration, Console.Out, Console.Error);
    case SchemaCommand.Name:
        return await SchemaCommand.RunAsync(args.ElementAtOrDefault(1), builder.Configuration, Console.Out, Console.Error);
}

builder.Configuration.AddStorageSettings(builder.Environment.EnvironmentName);
ClusterSettings.AddClusterDefault(builder.Configuration);
builder.AddManagement();
builder.AddAndroidZenSilo();
builder.AddTelemetry("androidzen-silo");

using var host = builder.Build();
host.CollectMetrics();
await host.RunAsync();
return 0;
