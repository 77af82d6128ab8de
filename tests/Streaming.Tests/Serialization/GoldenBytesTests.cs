using System.Reflection;
using AndroidZen.Streaming.Queues;
using AndroidZen.TestKit;

namespace AndroidZen.Streaming.Tests.Serialization;

/// <summary>Silos of two versions share queues during a rolling upgrade.</summary>
public sealed class GoldenBytesTests(LowLatencyStreamDeliveryTests.Fixture fixture) : IClassFixture<LowLatencyStreamDeliveryTests.Fixture>
{
    private static readonly EventBatch _batch = new(StreamId.Create("gateway", "gateway-1"), 7, [1, 2, 3], null!);

    private static readonly Dictionary<string, object> _samples = new()
    {
        ["event-batch"] = _batch,
        ["queue-read-request"] = new QueueReadRequest { Life = 5, Received = 7, Delivered = 6, MaxBatches = 100, MaxBytes = 4096, MaxWait = TimeSpan.FromSeconds(1) },
        ["queue-read"] = new QueueRead { Life = 5, Batches = [_batch] },
        ["stream-queue-full"] = new StreamQueueFullException("full"),
    };

    private readonly TestSilos _silos = fixture.Silos;

    public static TheoryData<string> Names => [.. _samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_BytesOfAnEarlierVersion_GivesTheSameValue(string name)
    {
        var golden = GoldenFile.Read("Streaming.Tests", $"{name}.b64", () => Convert.ToBase64String(_silos.Serializer.SerializeToArray(_samples[name])));
        var read = _silos.Serializer.Deserialize<object>(Convert.FromBase64String(golden))!;
        Assert.Equal(_samples[name].GetType(), read.GetType());
        Assert.Equal(Text(_samples[name]), Text(read));
    }

    [Fact]
    public void Samples_EverySerializableType_HasOne() => Assert.Equal(
        typeof(EventBatch).Assembly.GetTypes().Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).Select(type => type.Name).Order(),
        _samples.Values.Select(sample => sample.GetType().Name).Order());

    private static string Text(object value) => value switch
    {
        EventBatch batch => $"{batch.StreamId} {batch.SequenceNumber} {batch.Size}",
        QueueRead read => $"{read.Life}: {string.Join(';', read.Batches.Select(Text))}",
        Exception exception => exception.Message,
        _ => value.ToString()!,
    };
}
