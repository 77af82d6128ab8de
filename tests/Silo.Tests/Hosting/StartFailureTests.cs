using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class StartFailureTests
{
    private static readonly string[] _twice = ["Gateway:Lease must be", "Gateway:Lease must be"];

    [Fact]
    public void ReasonsOf_SettingsOfSeveralSections_TellsEachOnce() => Assert.Equal(
        ["Gateway:Lease must be", "in use"],
        StartFailure.ReasonsOf(new AggregateException(new OptionsValidationException("", typeof(object), _twice), new IOException("in use"))));

    [Fact]
    public void ReasonsOf_BugOfOurs_TellsNothing() => Assert.Empty(StartFailure.ReasonsOf(new NotSupportedException("a bug")));

    [Fact]
    public void IsCancellation_OfWhatEndsAStart_TellsCancellationsFromFailures()
    {
        Assert.True(StartFailure.IsCancellation(new TaskCanceledException()));
        Assert.True(StartFailure.IsCancellation(new AggregateException(new OperationCanceledException(), new TaskCanceledException())));
        Assert.False(StartFailure.IsCancellation(new AggregateException(new OperationCanceledException(), new IOException("disk"))));
        Assert.False(StartFailure.IsCancellation(new IOException("disk")));
    }

    /// <summary>Orleans looks at the token between its stages and throws an exception of its own there: the silo ended with an abort when it was stopped at the wrong moment.</summary>
    [Theory]
    [InlineData(ServiceLifecycleStage.First)]
    [InlineData(ServiceLifecycleStage.RuntimeInitialize)]
    [InlineData(ServiceLifecycleStage.RuntimeGrainServices)]
    [InlineData(ServiceLifecycleStage.BecomeActive)]
    public async Task SiloStoppedWhileItStarts_AtAnyStage_IsACancellation(int stage)
    {
        using var folder = new TempFolder();
        using var host = SiloHost.Build(folder.Settings());
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        host.Services.GetRequiredService<ISiloLifecycle>().Subscribe("stop", stage, _ =>
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
        var end = await Record.ExceptionAsync(() => host.StartAsync());
        Assert.NotNull(end);
        Assert.True(StartFailure.IsCancellation(end), end.ToString());
    }
}
