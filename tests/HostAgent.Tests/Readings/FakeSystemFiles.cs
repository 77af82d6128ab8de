using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

/// <summary>A folder that looks like <c>/proc</c> and <c>/sys/class/power_supply</c>, until disposed.</summary>
internal sealed class FakeSystemFiles : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("host-agent-");

    public SystemFiles Files => new(Path.Combine(_root.FullName, "proc"), Path.Combine(_root.FullName, "power_supply"));

    public void Write(string path, string text)
    {
        var file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
