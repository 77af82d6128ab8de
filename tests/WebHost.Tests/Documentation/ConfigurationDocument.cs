using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AndroidZen.Grains.Alerts;
using AndroidZen.Grains.Devices;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.HandOver;
using AndroidZen.Grains.Presence;
using AndroidZen.Grains.Users;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Management;
using AndroidZen.Silo.Storage;
using AndroidZen.Silo.Telemetry;
using AndroidZen.Silo.Tls;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Documentation;

/// <summary>Renders the options classes, their defaults, ranges and doc comments, as the tables of docs/configuration.md.</summary>
internal static partial class ConfigurationDocument
{
    public const string Path = "docs/configuration.md";

    private static readonly Type[] _webHost =
        [typeof(AuthOptions), typeof(ClientConnectionOptions), typeof(WebGatewayOptions), typeof(HttpOptions)];

    private static readonly Type[] _silo = [typeof(DeviceOptions), typeof(UserOptions), typeof(AlertOptions), typeof(PresenceOptions), typeof(DispatchOptions), typeof(GatewayWatchOptions), typeof(HandOverOptions), typeof(StorageCircuitOptions)];

    private static readonly Type[] _both = [typeof(ClusterCallOptions), typeof(ClusterTlsOptions), typeof(ManagementOptions), typeof(TopicOptions), typeof(TelemetryOptions)];

    /// <summary>Every options class that is bound to a section.</summary>
    public static IEnumerable<Type> OptionsTypes => _webHost.Concat(_silo).Concat(_both);

    public static string Render() => new StringBuilder()
        .Append("## Web host\n\n").Append(RenderAll(_webHost))
        .Append("## Silo\n\nIn the embedded layout these belong to the web host's configuration.\n\n").Append(RenderAll(_silo))
        .Append("## Both\n\n").Append(RenderAll(_both))
        .ToString().TrimEnd() + "\n";

    private static string RenderAll(IEnumerable<Type> types) => string.Concat(types.Select(RenderSection));

    private static string RenderSection(Type type)
    {
        var section = (string)type.GetField("SectionName")!.GetValue(null)!;
        var document = XDocument.Load(System.IO.Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### `{section}`\n\n{Summary(document, "T:" + type.FullName)}\n\n");
        text.Append("| key | default | allowed | meaning |\n|---|---|---|---|\n");
        AppendRows(text, section, type, document);
        return text.Append('\n').ToString();
    }

    /// <summary>A list has a row of its own, and one for each member of its items: <c>Topics:Rules:0:Pattern</c>.</summary>
    private static void AppendRows(StringBuilder text, string path, Type type, XDocument document)
    {
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.DeclaringType == type))
        {
            var summary = Summary(document, $"P:{type.FullName}.{property.Name}");
            text.Append(CultureInfo.InvariantCulture, $"| `{path}:{property.Name}` | {Default(property.GetValue(defaults))} | {Allowed(property)} | {summary} |\n");
            if (property.GetCustomAttribute<ValidateEnumeratedItemsAttribute>() is not null)
            {
                AppendRows(text, $"{path}:{property.Name}:0", property.PropertyType.GetGenericArguments()[0], document);
            }
        }
    }

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => $"`{time:c}`",
        System.Collections.ICollection => "none",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static string Allowed(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? string.Join(", ", allowed.Values.Select(value => $"`{value}`"))
        : Nullable.GetUnderlyingType(property.PropertyType)?.Name ?? (property.PropertyType == typeof(bool) ? "`true`, `false`" : "");

    private static string Summary(XDocument document, string member)
    {
        var summary = document.Descendants("member").Single(element => (string?)element.Attribute("name") == member).Element("summary")!;
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } reference => $"`{((string)reference.Attribute("cref")!).Split('.')[^1]}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return WhiteSpace().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
