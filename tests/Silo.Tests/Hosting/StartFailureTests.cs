using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class StartFailureTests
{
    private static readonly string[] _twice = ["Gateway:Lease must exceed", "Gateway:Lease must exceed"];

    [Fact]
    public void ReasonsOf_SettingsOfSeveralSections_TellsEachOnce() => Assert.Equal(
        ["Gateway:Lease must exceed", "in use"],
        StartFailure.ReasonsOf(new AggregateException(new OptionsValidationException("", typeof(object), _twice), new IOException("in use"))));

    [Fact]
    public void ReasonsOf_BugOfOurs_TellsNothing() => Assert.Empty(StartFailure.ReasonsOf(new NotSupportedException("a bug")));
}
