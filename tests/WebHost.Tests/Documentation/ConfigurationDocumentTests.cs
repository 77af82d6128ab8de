using AndroidZen.Grains.Devices;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Documentation;

public sealed class ConfigurationDocumentTests
{
    private const string Marker = "<!-- Generated from the options classes: UPDATE_DOCS=1 dotnet test tests/WebHost.Tests --filter ConfigurationDocument -->\n\n";

    [Fact]
    public void Document_GeneratedPart_IsWhatTheOptionsClassesSay()
    {
        var document = Repository.Read(ConfigurationDocument.Path);
        var start = document.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        Assert.True(start >= Marker.Length, "The marker is gone.");
        var expected = document[..start] + ConfigurationDocument.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, ConfigurationDocument.Path), expected);
            return;
        }

        Assert.Equal(expected, document);
    }

    [Fact]
    public void Document_OptionsClasses_AreAllThere()
    {
        var bound = new[] { typeof(ClientConnectionOptions), typeof(DeviceOptions), typeof(ClusterCallOptions), typeof(TopicOptions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.GetField("SectionName") is not null);

        Assert.Equal(ConfigurationDocument.OptionsTypes.OrderBy(type => type.Name), bound.OrderBy(type => type.Name));
    }
}
