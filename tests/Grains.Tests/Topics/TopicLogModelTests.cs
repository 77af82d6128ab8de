using System.Text;
using AndroidZen.Grains.Topics;
using AndroidZen.TestKit;
using CsCheck;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>
/// Two activations that think they are the topic's only one, and a storage that fails in every way there is. The model: what was acknowledged is there after a reload, in order, and nothing twice.
/// </summary>
public class TopicLogModelTests
{
    private static readonly Gen<Fault> _faults = Gen.Frequency(
        (8, Fault.None), (1, Fault.Refused), (1, Fault.StoredAndFailed), (1, Fault.StoredLate), (1, Fault.OtherActivationFirst), (1, Fault.CannotBeReadEither));

    private static readonly Gen<Step> _steps = Gen.Select(
        Gen.Int[0, 1], Gen.Int[0, 9], Gen.Int[1, 4], Gen.Int[0, 5], _faults.Array[3], (activation, kind, count, late, faults) => new Step(activation, kind, count, late, faults));

    [Fact]
    public Task AppendAndLoad_AnyFailures_KeepWhatWasAcknowledged() =>
        _steps.Array[0, 40].SampleAsync(steps => new Run().PlayAsync(steps), iter: 3000);

    private enum Fault
    {
        None,
        Refused,
        StoredAndFailed,
        StoredLate,
        OtherActivationFirst,
        CannotBeReadEither,
    }

    private sealed record Step(int Activation, int Kind, int Count, int Late, Fault[] Faults);

    private sealed class Activation
    {
        public required TopicLog Log { get; init; }

        public long Offset { get; set; }
    }

    private sealed class Run
    {
        /// <summary>The newest publications are kept, the others may go.</summary>
        private const int Kept = 12;

        private readonly LogStore _store = new() { SegmentBytes = 3 * Overhead };
        private readonly Activation?[] _activations = new Activation?[2];
        private readonly SortedDictionary<long, string> _acknowledged = [];
        private readonly List<StorageWrite> _late = [];
        private int _publications;
        private bool _isNested;

        public async Task PlayAsync(Step[] steps)
        {
            foreach (var step in steps)
            {
                if (step.Kind == 0)
                {
                    _activations[step.Activation] = null; // It crashes.
                }

                if (step.Late < _late.Count)
                {
                    StoreLate(step.Late);
                }

                await AppendAsync(step.Activation, step.Count, step.Faults);
                await CheckAsync();
            }
        }

        private async Task AppendAsync(int activation, int count, Fault[] faults)
        {
            if ((_activations[activation] ??= await TryOpenAsync()) is not { } writer)
            {
                return;
            }

            var publications = Range(writer.Offset + 1, writer.Offset + count)
                .Select(offset => Stored(offset, data: Encoding.UTF8.GetBytes($"{++_publications}")))
                .ToList();
            if (!_isNested)
            {
                Arm(activation, faults);
            }

            try
            {
                await writer.Log.AppendAsync("e", publications, Math.Max(0, writer.Offset - Kept));
                writer.Offset += count;
                publications.ForEach(publication => _acknowledged.Add(publication.Offset, Text(publication))); // Throws if the offset has been acknowledged before.
            }
            catch (TopicLogLostException)
            {
                // The grain ends; some that still waits for it is tried once more.
                await Assert.ThrowsAsync<TopicLogLostException>(() => writer.Log.AppendAsync("e", publications, 0));
                _activations[activation] = null;
            }
            catch (Exception exception) when (exception is IOException or Orleans.Storage.InconsistentStateException)
            {
                // The publishers hear it; the activation goes on.
            }

            if (!_isNested)
            {
                _store.Server.Accept(_store.Grain);
            }
        }

        private void Arm(int activation, Fault[] faults)
        {
            var writes = 0;
            _store.Server.Intercept(_store.Grain, async write =>
            {
                if (_isNested || writes == faults.Length)
                {
                    return;
                }

                switch (faults[writes++])
                {
                    case Fault.Refused:
                        throw new IOException("refused");
                    case Fault.StoredAndFailed:
                        write.Store();
                        throw new IOException("stored, and failed");
                    case Fault.StoredLate:
                        _late.Add(write);
                        throw new IOException("stored later");
                    case Fault.CannotBeReadEither:
                        _store.Server.RefuseReads(_store.Grain, new IOException("no connection"));
                        throw new IOException("no connection");
                    case Fault.OtherActivationFirst:
                        _isNested = true;
                        await AppendAsync(1 - activation, 2, []);
                        _isNested = false;
                        break;
                    default:
                        break;
                }
            });
        }

        private void StoreLate(int index)
        {
            var write = _late[index];
            _late.RemoveAt(index);
            try
            {
                write.Store();
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                // Others have written since.
            }
        }

        private async Task<Activation?> TryOpenAsync()
        {
            try
            {
                var log = await _store.OpenAsync();
                return new Activation { Log = log, Offset = log.Head.Offset };
            }
            catch (IOException)
            {
                return null; // The storage cannot be read at the moment.
            }
        }

        private async Task CheckAsync()
        {
            var (log, publications) = await _store.LoadAsync();
            var first = log.Head.Offset - publications.Count + 1;
            Assert.Equal(Range(first, log.Head.Offset), publications.Select(publication => publication.Offset));
            Assert.Equal(publications.Count, publications.Select(Text).Distinct().Count());
            var top = _acknowledged.Count == 0 ? 0 : _acknowledged.Keys.Last();
            Assert.True(top <= log.Head.Offset, $"{top} was acknowledged, and the log ends at {log.Head.Offset}.");
            Assert.True(first <= Math.Max(1, log.Head.Offset - Kept), $"The log begins at {first} and ends at {log.Head.Offset}.");
            foreach (var publication in publications.Where(publication => _acknowledged.ContainsKey(publication.Offset)))
            {
                Assert.Equal(_acknowledged[publication.Offset], Text(publication));
            }

            Assert.InRange(_store.Server.RecordsOf(_store.Grain), 0, 14);
        }

        private static string Text(StoredPublication publication) => Encoding.UTF8.GetString(publication.Data);
    }
}
