using System.Text.RegularExpressions;
using AndroidZen.TestKit;

namespace AndroidZen.Deploy.Tests;

/// <summary>A setting that is misspelt in a manifest is silently none: every key that deploy/ sets must be documented.</summary>
public partial class SettingsTests
{
    /// <summary>Those of .NET, Orleans, Kubernetes and Azure; and connection strings, whose names are the reader's.</summary>
    private static readonly string[] _standard =
    [
        "ASPNETCORE:HTTP:PORTS", "ASPNETCORE:FORWARDEDHEADERS:ENABLED", "AZURE:CLIENT:ID", "POD:NAME", "POD:NAMESPACE", "POD:IP", "ORLEANS:SERVICE:ID", "ORLEANS:CLUSTER:ID",
        "Logging:Console:FormatterName", "Logging:Console:FormatterOptions:TimestampFormat", "Logging:Console:FormatterOptions:UseUtcTimestamp",
        "Orleans:Name", "Orleans:Endpoints:SiloListeningEndpoint", "Orleans:Endpoints:GatewayListeningEndpoint",
        "ConnectionStrings:Redis", "ConnectionStrings:Postgres", "ConnectionStrings:AzureTables", "ConnectionStrings:AzureBlobs", "ConnectionStrings:AzureQueues",
    ];

    public static TheoryData<string> Places => [.. Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "deploy"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(path => !path.StartsWith("deploy/secrets/", StringComparison.Ordinal) && !path.StartsWith("deploy/sbom/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Places))]
    public void Keys_OfEveryFile_AreDocumented(string path)
    {
        var documented = Repository.Read("docs/configuration.md");
        foreach (var key in SettingKey().Matches(Repository.Read(path)).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)))
        {
            var parts = key.Split(':');
            var isKnown = _standard.Contains(key.Replace('_', ':')) || _standard.Contains(key)
                || documented.Contains($"`{key}`", StringComparison.Ordinal)
                || documented.Contains($"`…:{parts[^1]}`", StringComparison.Ordinal);
            Assert.True(isKnown, $"{path} sets {key}, which docs/configuration.md does not have.");
        }
    }

    [GeneratedRegex(@"\b(?:[A-Z][A-Za-z0-9]*(?:__[A-Za-z0-9]+)+|(?:ASPNETCORE|POD|ORLEANS)_[A-Z_]+)\b")]
    private static partial Regex SettingKey();
}
