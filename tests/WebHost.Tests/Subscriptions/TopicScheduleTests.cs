using CsCheck;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>Random schedules; a failure prints the seed that brings it again (<c>CsCheck_Seed</c>), and <c>CsCheck_Iter</c> makes it more.</summary>
public sealed class TopicScheduleTests
{
    private static readonly Gen<(int Seed, Happening[] Happenings)> _schedules = Gen.Select(
        Gen.Int,
        Gen.Enum<Happening>().Array[1, 80]);

    [Fact]
    public Task Run_AnySchedule_EveryClientGetsEachPublicationOnceInOrderOrIsToldWhatItDoesNot() => _schedules.SampleAsync(
        async schedule =>
        {
            await using var topic = new TopicSchedule(schedule.Seed);
            await topic.RunAsync(schedule.Happenings);
        },
        iter: 3000);
}
