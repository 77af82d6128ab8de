using CsCheck;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>Random schedules; a failure prints the seed that brings it again (<c>CsCheck_Seed</c>), and <c>CsCheck_Iter</c> makes it more.</summary>
public sealed class TopicScheduleTests
{
    private static readonly Gen<(int Seed, Happening[] Happenings)> _schedules = Gen.Select(
        Gen.Int,
        Gen.Enum<Happening>().Array[1, TopicSchedule.MaxHappenings]);

    [Theory]
    [InlineData(false, 12, false)]
    [InlineData(false, 12, true)]
    [InlineData(true, 12, false)]
    [InlineData(true, 12, true)]
    [InlineData(true, TopicSchedule.MaxHappenings + 1, false)] // Everything is kept: whoever comes back gets all of it.
    public Task Run_AnySchedule_EveryClientGetsEachPublicationOnceInOrderOrIsToldWhatItDoesNot(bool isDurable, int historyCount, bool hasOwner) => _schedules.SampleAsync(
        async schedule =>
        {
            await using var topic = new TopicSchedule(schedule.Seed, isDurable, historyCount, hasOwner);
            await topic.RunAsync(schedule.Happenings);
        },
        iter: Math.Max(5000, Check.Iter));
}
