using System.Reflection;
using AndroidZen.Grains;
using AndroidZen.Silo.Storage;
using AndroidZen.Streaming;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Silo.Tests;

public class EventIdsTests
{
    private static readonly (Assembly Assembly, int First)[] _projects =
        [(typeof(GrainsServiceCollectionExtensions).Assembly, 1000), (typeof(DataFolder).Assembly, 2000), (typeof(LowLatencyStreamOptions).Assembly, 4000)];

    [Fact]
    public void EventIds_OfEachProject_AreUniqueAndWithinItsThousand()
    {
        foreach (var (assembly, first) in _projects)
        {
            var ids = Ids(assembly);
            Assert.NotEmpty(ids);
            Assert.All(ids, id => Assert.InRange(id, first, first + 999));
            Assert.Equal(ids.Distinct(), ids);
        }
    }

    [Fact]
    public void LogMessages_OfEachProject_UseEachIdOnce()
    {
        foreach (var (assembly, _) in _projects)
        {
            var used = assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(message => message.EventId);
            Assert.Equal(Ids(assembly).Order(), used.Order());
        }
    }

    private static List<int> Ids(Assembly assembly) =>
    [
        .. assembly.GetTypes().Single(type => type.Name == "EventIds")
            .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!),
    ];
}
