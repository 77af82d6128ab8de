using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.ExplainStartFailures();

// Named apart from the web host's appsettings.json, whose output folder this project is copied to.
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "silosettings.json"), optional: false);
builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"silosettings.{builder.Environment.EnvironmentName}.json"), optional: true);
builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
ClusterSettings.AddClusterDefault(builder.Configuration);

builder.AddAndroidZenSilo();

await builder.Build().RunAsync();
