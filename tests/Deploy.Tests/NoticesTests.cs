using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AndroidZen.TestKit;

namespace AndroidZen.Deploy.Tests;

/// <summary><c>THIRD-PARTY-NOTICES.md</c>, which <c>node deploy/notices.mjs</c> writes.</summary>
public partial class NoticesTests
{
    private static readonly string[] _permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "PostgreSQL"];
    private static readonly string[] _programs = ["Silo", "WebHost"];
    private static readonly (string Name, string Version, string Licence)[] _listed = Row().Matches(Repository.Read("THIRD-PARTY-NOTICES.md"))
        .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)).ToArray();

    [Fact]
    public void Notices_HaveEveryPackageThatShips_InItsVersion()
    {
        var shipped = ShippedByNuGet().Concat(ShippedByNpm()).ToHashSet();

        Assert.Equal(shipped.Order(), _listed.Select(row => (row.Name, row.Version)).Order());
    }

    [Fact]
    public void Notices_HavePermissiveLicencesOnly() => Assert.All(_listed, row => Assert.Contains(row.Licence, _permissive));

    private static IEnumerable<(string Name, string Version)> ShippedByNuGet() =>
        from project in _programs
        from framework in JsonNode.Parse(Repository.Read($"src/{project}/packages.lock.json"))!["dependencies"]!.AsObject()
        from package in framework.Value!.AsObject()
        where (string?)package.Value!["type"] != "Project"
        select (package.Key, (string)package.Value!["resolved"]!);

    private static HashSet<(string Name, string Version)> ShippedByNpm()
    {
        var packages = JsonNode.Parse(Repository.Read("package-lock.json"))!["packages"]!.AsObject();
        var shipped = new HashSet<(string, string)>();
        var waiting = new Stack<JsonNode>([packages["src/Client.Js"]!, packages["src/Console"]!]);
        while (waiting.TryPop(out var package))
        {
            foreach (var name in (package["dependencies"]?.AsObject() ?? []).Select(dependency => dependency.Key))
            {
                var entry = packages[$"node_modules/{name}"]!;
                if (entry["link"] is null && shipped.Add((name, (string)entry["version"]!)))
                {
                    waiting.Push(entry);
                }
            }
        }

        return shipped;
    }

    [GeneratedRegex(@"^\| \[?([^\s\]|]+)\]?(?:\([^)]*\))? \| ([0-9][^ ]*) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
