using System.Text.RegularExpressions;
using AndroidZen.TestKit;
using k8s.Models;

namespace AndroidZen.Deploy.Tests;

public partial class DockerfileTests
{
    private static readonly Dictionary<string, string> _stages = Stage().Matches(Repository.Read("deploy/Dockerfile")).ToDictionary(stage => stage.Groups[2].Value, stage => stage.Value);

    [Theory, InlineData("silo", "AndroidZen.Silo"), InlineData("webhost", "AndroidZen.WebHost")]
    public void Image_ExposesThePortsOfItsPod_AndAsksItselfHowItIs(string target, string assembly)
    {
        var ports = Files.Manifest<V1Deployment>(target).Spec.Template.Spec.Containers.Single().Ports.Select(port => port.ContainerPort);

        Assert.Contains($"EXPOSE {string.Join(' ', ports)}\n", _stages[target]);
        Assert.Contains($"CMD [\"dotnet\", \"{assembly}.dll\", \"health\"]\n", _stages[target]);
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{assembly}.dll\"]\n", _stages[target]);
        Assert.StartsWith("FROM base AS", _stages[target]);
    }

    [Fact]
    public void Base_IsChiselled_AndNotRoot()
    {
        Assert.Contains("aspnet:10.0-noble-chiseled", _stages["base"]);
        Assert.Contains("USER $APP_UID\n", _stages["base"]);
        Assert.Equal(1654, Files.Manifest<V1Deployment>("silo").Spec.Template.Spec.SecurityContext.RunAsUser); // What $APP_UID is.
    }

    /// <summary>What the build's one command is must be in what it copies.</summary>
    [Fact]
    public void Context_HasTheScriptThatBuilds_AndNoSecrets()
    {
        var ignored = Repository.Read(".dockerignore").Split('\n');

        Assert.Contains("deploy/publish.sh /app", Repository.Read("deploy/Dockerfile"));
        Assert.True(Array.IndexOf(ignored, "!deploy/publish.sh") > Array.IndexOf(ignored, "deploy/*"));
        Assert.Contains("deploy/*", ignored);
    }

    [GeneratedRegex(@"^FROM (.*?)(?: AS (\w+))\n.*?(?=^FROM |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Stage();
}
