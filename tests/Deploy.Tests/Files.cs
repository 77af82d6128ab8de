using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AndroidZen.TestKit;
using k8s;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace AndroidZen.Deploy.Tests;

/// <summary>The files below <c>deploy/</c>, read.</summary>
internal static partial class Files
{
    /// <summary>Kinds that the Kubernetes API has only with what somebody installs.</summary>
    private static readonly string[] _customGroups = ["gateway.networking.k8s.io/", "monitoring.coreos.com/", "kustomize.config.k8s.io/"];

    /// <summary>The version that images are tagged with.</summary>
    public static string Version { get; } = VersionElement().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;

    /// <summary>All Kubernetes manifests, below <c>deploy/kubernetes</c>.</summary>
    public static IReadOnlyList<string> Manifests { get; } = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "deploy/kubernetes"), "*.yaml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(path => Path.GetFileName(path) != "prometheus-adapter.yaml") // Values of a chart, not a manifest.
        .Order(StringComparer.Ordinal)
        .ToList();

    /// <summary>The objects of a manifest that are Kubernetes' own; a field that Kubernetes does not know is an error.</summary>
    public static List<object> ReadManifest(string path)
    {
        var documents = DocumentSeparator().Split(Repository.Read(path)).Where(document => document.Contains("kind:", StringComparison.Ordinal));
        return documents.Where(document => !_customGroups.Any(document.Contains)).SelectMany(document => KubernetesYaml.LoadAllFromString(document, typeMap: null, strict: true)).ToList();
    }

    /// <summary>The only one of its kind in all manifests with this name.</summary>
    public static T Manifest<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> =>
        Manifests.SelectMany(ReadManifest).OfType<T>().Single(item => item.Metadata.Name == name);

    /// <summary>A YAML file as JSON whose values are all strings, with anchors and merges resolved.</summary>
    public static JsonNode ReadYaml(string path)
    {
        var parser = new MergingParser(new Parser(new StringReader(Repository.Read(path).Replace(" !override", "", StringComparison.Ordinal))));
        var content = new DeserializerBuilder().Build().Deserialize<object>(parser);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(content))!;
    }

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex VersionElement();

    [GeneratedRegex("^---\\s*$", RegexOptions.Multiline)]
    private static partial Regex DocumentSeparator();
}
