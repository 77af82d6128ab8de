using System.Threading.Channels;
using AndroidZen.Devices;
using AndroidZen.Grains.Devices;
using AndroidZen.TestKit;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Tests.Devices;

public sealed class FleetReporterTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeFleet _fleet = new();
    private readonly LogRecorder _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly FleetReporter _reporter;

    public FleetReporterTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _reporter = new FleetReporter(_fleet.TellAsync, _clock, _loggers.CreateLogger<FleetReporter>());
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Add_WhileTheFleetIsBeingTold_GoesTogetherEachDeviceOnceWithItsLastState()
    {
        _reporter.Add(Device("a", "idle"));
        var first = await _fleet.NextCallAsync();
        Assert.Equal(["a idle"], first.Devices);
        _reporter.Add(Device("b", "idle"));
        _reporter.Add(Device("a", "busy"));
        _reporter.Add(Device("b", "busy"));
        first.Answer.SetResult();
        var second = await _fleet.NextCallAsync();
        Assert.Equal(["a busy", "b busy"], second.Devices.Order());
        second.Answer.SetResult();
    }

    [Fact]
    public async Task Add_AfterTheFleetHasBeenTold_IsToldAgain()
    {
        foreach (var status in new[] { "idle", "busy" })
        {
            _reporter.Add(Device("a", status));
            var call = await _fleet.NextCallAsync();
            Assert.Equal([$"a {status}"], call.Devices);
            call.Answer.SetResult();
        }
    }

    [Fact]
    public async Task Add_MoreThanFitOneCall_GoesWithSeveral()
    {
        _reporter.Add(Device("first", "idle"));
        var first = await _fleet.NextCallAsync();
        var ids = Enumerable.Range(0, FleetReporter.MaxDevices + 1).Select(number => $"d{number}").ToList();
        ids.ForEach(id => _reporter.Add(Device(id, "idle")));
        first.Answer.SetResult();
        var second = await _fleet.NextCallAsync();
        Assert.Equal(FleetReporter.MaxDevices, second.Devices.Count);
        second.Answer.SetResult();
        var third = await _fleet.NextCallAsync();
        Assert.Equal(ids.Select(id => $"{id} idle").Order(), second.Devices.Concat(third.Devices).Order());
        third.Answer.SetResult();
    }

    [Fact]
    public async Task Add_FleetDoesNotAnswer_IsToldLaterUnlessItHasChangedAgain()
    {
        _reporter.Add(Device("a", "idle"));
        var first = await _fleet.NextCallAsync();
        _reporter.Add(Device("a", "busy"));
        _reporter.Add(Device("b", "idle"));
        first.Answer.SetResult();
        var failed = await _fleet.NextCallAsync();
        _reporter.Add(Device("a", "late"));
        failed.Answer.SetException(new TimeoutException("no fleet"));
        await _clock.PassAsync(FleetReporter.PauseAfterFailure);
        var again = await _fleet.NextCallAsync();
        Assert.Equal(["a late", "b idle"], again.Devices.Order());
        again.Answer.SetResult();
        Assert.Single(_log.Lines, line => line.EventId == EventIds.FleetReportFailed);
    }

    [Fact]
    public async Task Add_ComingsAndGoings_AreAllToldInTheirOrderAlsoAfterAFailure()
    {
        _reporter.Add(Device("a", "idle"), DeviceTransition.Connected);
        var failed = await _fleet.NextCallAsync();
        Assert.Equal(["a Connected"], failed.Transitions);
        _reporter.Add(Device("a", "disconnected"), DeviceTransition.Disconnected);
        _reporter.Add(Device("b", "idle"), DeviceTransition.Connected);
        failed.Answer.SetException(new TimeoutException("no fleet"));
        await _clock.PassAsync(FleetReporter.PauseAfterFailure);
        var again = await _fleet.NextCallAsync();
        Assert.Equal(["a Connected", "a Disconnected", "b Connected"], again.Transitions);
        Assert.Equal(["a disconnected", "b idle"], again.Devices.Order());
        again.Answer.SetResult();
    }

    private static DeviceSnapshot Device(string id, string status) => new() { DeviceId = id, Name = id, Status = status };

    /// <summary>A fleet that answers when it is told to.</summary>
    private sealed class FakeFleet
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

        public Task TellAsync(FleetChanges changes)
        {
            var call = new Call(
                [.. changes.Devices.Select(device => $"{device.DeviceId} {device.Status}")],
                [.. changes.Transitions.Select(item => $"{item.Device.DeviceId} {item.Transition}")],
                new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _calls.Writer.TryWrite(call);
            return call.Answer.Task;
        }

        public Task<Call> NextCallAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);
    }

    private sealed record Call(IReadOnlyList<string> Devices, IReadOnlyList<string> Transitions, TaskCompletionSource Answer);
}
