using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AndroidZen.WebHost.Tests.Connections;

internal static class FakeMetersExtensions
{
    /// <summary>A monitor for connections of a test.</summary>
    public static ConnectionMonitor NewMonitor(this FakeMeters meters, ILoggerFactory? loggers = null) =>
        new(meters, new ConnectionRegistry(), (loggers ?? NullLoggerFactory.Instance).CreateLogger<ConnectionMonitor>());
}
