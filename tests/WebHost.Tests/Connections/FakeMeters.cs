using System.Diagnostics.Metrics;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Meters that nobody shares.</summary>
internal sealed class FakeMeters : IMeterFactory
{
    /// <summary>A monitor for a connection of a test.</summary>
    public static ConnectionMonitor NewMonitor() => new(new FakeMeters(), new ConnectionRegistry(), NullLogger<ConnectionMonitor>.Instance);

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
