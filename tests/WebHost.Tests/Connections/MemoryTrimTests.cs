using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class MemoryTrimTests : IAsyncLifetime, IDisposable
{
    private readonly ConnectionRegistry _registry = new();
    private readonly FakeMeters _meters = new();
    private readonly ConnectionMonitor _monitor;
    private readonly List<FakeClient> _clients = [];

    public MemoryTrimTests() => _monitor = _meters.NewMonitor();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _meters.Dispose();
    }

    [Theory]
    [InlineData(20, 4, true)]
    [InlineData(20, 10, true)]
    [InlineData(20, 11, false)] // More than half are still there.
    [InlineData(8, 0, false)] // Too few have left.
    public void IsDue_BurstHasLeft_OnceAndWhenItIsQuiet(int most, int left, bool isDue)
    {
        var trim = NewTrim(10);
        SetCount(most);
        _ = Look(trim); // For those that have come.
        SetCount(left);
        _monitor.Delivered(1);
        var due = Look(trim);
        Assert.Equal(isDue ? 1 : 0, due.Count(now => now));
        Assert.DoesNotContain(true, due.Take(3));
    }

    [Theory]
    [InlineData(0, 20, true)]
    [InlineData(10, 20, true)]
    [InlineData(11, 21, false)] // More than half were there before.
    [InlineData(0, 8, false)] // Too few have come.
    public void IsDue_BurstHasCome_OnceAndWhenItIsQuiet(int fewest, int come, bool isDue)
    {
        var trim = NewTrim(10);
        SetCount(fewest);
        _ = Look(trim);
        SetCount(come);
        var due = Look(trim);
        Assert.Equal(isDue ? 1 : 0, due.Count(now => now));
        Assert.DoesNotContain(true, due.Take(3));
    }

    [Fact]
    public void IsDue_BurstHasComeAndSomethingIsPublished_NotBeforeItEnds()
    {
        var trim = NewTrim(10);
        SetCount(20);
        for (var look = 0; look < 20; look++)
        {
            _monitor.Delivered(20);
            Assert.False(trim.IsDue());
        }

        Assert.Single(Look(trim), now => now);
    }

    [Fact]
    public void IsDue_TheyComeBackAtOnce_Never()
    {
        var trim = NewTrim(10);
        for (var round = 0; round < 10; round++)
        {
            SetCount(20);
            Assert.False(trim.IsDue());
            SetCount(0);
            Assert.False(trim.IsDue());
        }
    }

    [Fact]
    public void IsDue_SwitchedOff_Never()
    {
        var trim = NewTrim(0);
        SetCount(20);
        _ = trim.IsDue();
        SetCount(0);
        Assert.DoesNotContain(true, Look(trim));
    }

    private static List<bool> Look(MemoryTrim trim) => [.. Enumerable.Range(0, 20).Select(_ => trim.IsDue())];

    private MemoryTrim NewTrim(int connections) => new(_registry, _monitor, Options.Create(new ClientConnectionOptions { TrimConnections = connections }));

    private void SetCount(int count)
    {
        while (_clients.Count < count)
        {
            _clients.Add(new FakeClient(TimeProvider.System));
        }

        for (var number = 0; number < _clients.Count; number++)
        {
            if (number < count)
            {
                _registry.Add(_clients[number].Connection);
            }
            else
            {
                _registry.Remove(_clients[number].Connection);
            }
        }
    }
}
