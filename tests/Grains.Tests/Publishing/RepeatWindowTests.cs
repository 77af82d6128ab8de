using AndroidZen.Grains.Publishing;
using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Publishing;

public class RepeatWindowTests
{
    private static readonly TimeSpan _age = TimeSpan.FromMinutes(10);
    private readonly TestClock _clock = new();

    [Fact]
    public void TryFind_WithinTheAge_GivesTheFirstAnswer()
    {
        var window = new RepeatWindow<int>(10, _age);
        window.Add("a", 1, Now);
        window.Add("a", 2, Now);
        Assert.True(window.TryFind("a", Now, out var answer));
        Assert.Equal(1, answer);
        Assert.False(window.TryFind("A", Now, out _));
    }

    [Fact]
    public void TryFind_WithoutAKey_NeverFinds()
    {
        var window = new RepeatWindow<int>(10, _age);
        window.Add(null, 1, Now);
        Assert.False(window.TryFind(null, Now, out _));
    }

    [Fact]
    public void TryFind_OlderThanTheAge_IsForgottenExactlyThen()
    {
        var window = new RepeatWindow<int>(10, _age);
        window.Add("a", 1, Now);
        Assert.True(window.TryFind("a", Now + _age, out _));
        Assert.False(window.TryFind("a", Now + _age + TimeSpan.FromTicks(1), out _));
    }

    [Fact]
    public void Add_MoreThanTheCount_ForgetsTheOldest()
    {
        var window = new RepeatWindow<int>(2, _age);
        window.Add("a", 1, Now);
        window.Add("b", 2, Now);
        Assert.True(window.TryFind("a", Now, out _)); // Being asked for makes it no younger.
        window.Add("c", 3, Now);
        Assert.False(window.TryFind("a", Now, out _));
        Assert.True(window.TryFind("b", Now, out _));
        Assert.True(window.TryFind("c", Now, out _));
    }

    [Fact]
    public void Add_ForgottenKey_IsRememberedAnewForTheWholeAge()
    {
        var window = new RepeatWindow<int>(10, _age);
        window.Add("a", 1, Now);
        var later = Now + (2 * _age);
        Assert.False(window.TryFind("a", later, out _));
        window.Add("a", 2, later);
        Assert.True(window.TryFind("a", later + _age, out var answer));
        Assert.Equal(2, answer);
    }

    /// <summary>As when a topic is restored, and nobody asks in between.</summary>
    [Fact]
    public void Add_KeyWhoseTimeIsOver_IsRememberedAnewWithoutBeingAskedFor()
    {
        var window = new RepeatWindow<int>(10, _age);
        window.Add("a", 1, Now);
        window.Add("a", 2, Now + (2 * _age));
        Assert.True(window.TryFind("a", Now + (2 * _age), out var answer));
        Assert.Equal(2, answer);
    }

    [Fact]
    public async Task OnceAsync_Repeated_ActsOnce()
    {
        var window = new RepeatWindow<int>(10, _age);
        var acts = 0;
        Assert.Equal(1, await window.OnceAsync("a", _clock, ActAsync));
        Assert.Equal(1, await window.OnceAsync("a", _clock, ActAsync));
        Assert.Equal(2, await window.OnceAsync("b", _clock, ActAsync));
        Assert.Equal(3, await window.OnceAsync(null, _clock, ActAsync));
        Assert.Equal(4, await window.OnceAsync(null, _clock, ActAsync));
        _clock.Advance(_age + TimeSpan.FromTicks(1));
        Assert.Equal(5, await window.OnceAsync("a", _clock, ActAsync));

        Task<int> ActAsync() => Task.FromResult(++acts);
    }

    [Fact]
    public async Task OnceAsync_Fails_MayBeRepeated()
    {
        var window = new RepeatWindow<int>(10, _age);
        await Assert.ThrowsAsync<IOException>(() => window.OnceAsync("a", _clock, () => Task.FromException<int>(new IOException())));
        Assert.Equal(2, await window.OnceAsync("a", _clock, () => Task.FromResult(2)));
        Assert.Equal(2, await window.OnceAsync("a", _clock, () => Task.FromResult(3)));
    }

    private DateTimeOffset Now => _clock.GetUtcNow();
}
