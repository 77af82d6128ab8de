using System.Reflection;
using AndroidZen.Devices;
using AndroidZen.Gateways;
using AndroidZen.Grains.Devices;
using AndroidZen.TestKit;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace AndroidZen.Grains.Tests.Serialization;

[Collection(SilosCollection.Name)]
public class GoldenBytesTests(SilosFixture fixture)
{
    private static readonly Assembly[] _assemblies = [typeof(IDeviceGrain).Assembly, typeof(DeviceState).Assembly];
    private readonly TestSilos _silos = fixture.Silos;

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    public static TheoryData<string> StoredNames => [.. Samples.All.Where(sample => IsStored(sample.Value.GetType())).Select(sample => sample.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_BytesOfAnEarlierVersion_GivesTheSameValue(string name) => AssertReads($"{name}.b64", Samples.All[name]);

    [Fact]
    public void Deserialize_RegistrationOfAnEarlierVersion_GivesTheSameValue()
    {
        var observer = _silos.Grains.GetGrain(GrainId.Create("sys.client", "hosted-1"), GrainInterfaceType.Create("androidzen.gateway-observer"));
        AssertReads("gateway-registration.b64", new GatewayRegistration
        {
            Host = "host-1",
            Observer = observer.AsReference<IGatewayObserver>(),
            HeartbeatInterval = TimeSpan.FromSeconds(30),
        });
    }

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void Deserialize_JsonOfAnEarlierVersion_GivesTheSameState(string name)
    {
        var serializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));
        var sample = Samples.All[name];
        var golden = GoldenFile.Read("Grains.Tests", $"{name}.json", () => serializer.Serialize(sample).ToString());
        var deserialize = typeof(IGrainStorageSerializer).GetMethod(nameof(serializer.Deserialize))!.MakeGenericMethod(sample.GetType());
        var read = deserialize.Invoke(serializer, [BinaryData.FromString(golden)])!;
        Assert.Equal(sample.GetType(), read.GetType());
        Assert.Equal(serializer.Serialize(sample).ToString(), serializer.Serialize(read).ToString());
    }

    [Fact]
    public void Samples_EverySerializableType_HasOne()
    {
        var types = _assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && type != typeof(GatewayRegistration));
        var missing = types.Except(Samples.All.Values.Select(sample => sample.GetType()));
        Assert.Empty(missing.Select(type => type.Name));
    }

    [Fact]
    public void Samples_Names_BeginWithTheAliasOfTheirType() => Assert.All(Samples.All, sample =>
    {
        var alias = sample.Value.GetType().GetCustomAttribute<AliasAttribute>()?.Alias;
        Assert.StartsWith(alias!, $"androidzen.{sample.Key}", StringComparison.Ordinal);
    });

    private static bool IsStored(Type type) => type.Assembly == typeof(DeviceState).Assembly && !type.IsAssignableTo(typeof(Exception));

    private void AssertReads(string file, object sample)
    {
        // As an object, so that the type's alias is in the bytes and must stay too.
        var golden = GoldenFile.Read("Grains.Tests", file, () => Convert.ToBase64String(_silos.Serializer.SerializeToArray<object>(sample)));
        var read = _silos.Serializer.Deserialize<object>(Convert.FromBase64String(golden))!;
        Assert.Equal(sample.GetType(), read.GetType());

        // Collections come back as another class than they went: compared is what has been through the serializer.
        var expected = _silos.Serializer.Deserialize<object>(_silos.Serializer.SerializeToArray<object>(sample));
        Assert.Equal(_silos.Serializer.SerializeToArray(expected), _silos.Serializer.SerializeToArray(read));
    }
}
