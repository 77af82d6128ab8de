using AndroidZen.TestKit;
using YamlDotNet.RepresentationModel;

namespace AndroidZen.WebHost.Tests.Documentation;

/// <summary>The alerts of deploy/prometheus/alerts.yaml.</summary>
internal static class PrometheusRules
{
    public static IReadOnlyList<(string Name, string Severity, string Expression)> Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("deploy/prometheus/alerts.yaml")));
        return [.. yaml.Documents.Single().RootNode["groups"].Children().SelectMany(group => group["rules"].Children()).Select(rule =>
            (Text(rule["alert"]), Text(rule["labels"]["severity"]), Text(rule["expr"])))];
    }

    private static IEnumerable<YamlNode> Children(this YamlNode node) => ((YamlSequenceNode)node).Children;

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
