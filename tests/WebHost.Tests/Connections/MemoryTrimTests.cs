using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class MemoryTrimTests : IAsyncLifetime
{
    private readonly ConnectionRegistry _registry = new();
    private readonly List<FakeClient> _clients = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
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
        Assert.False(trim.IsDue());
        SetCount(left);
        var due = Enumerable.Range(0, 20).Select(_ => trim.IsDue()).ToList();
        Assert.Equal(isDue ? 1 : 0, due.Count(now => now));
        Assert.DoesNotContain(true, due.Take(5));
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
        Assert.DoesNotContain(true, Enumerable.Range(0, 20).Select(_ => trim.IsDue()));
    }

    private MemoryTrim NewTrim(int connections) => new(_registry, Options.Create(new ClientConnectionOptions { TrimConnections = connections }));

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
