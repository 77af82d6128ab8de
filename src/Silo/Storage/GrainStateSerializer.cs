using AndroidZen.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// How grain state is stored, with every storage provider: the platform's own as JSON that people can read and whose types may move; Orleans' own (the stream subscriptions)
/// in Orleans' format, because System.Text.Json writes it but cannot read it back.
/// </summary>
internal sealed class GrainStateSerializer(IServiceProvider services) : IGrainStorageSerializer
{
    private readonly IGrainStorageSerializer _json = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services);
    private readonly IGrainStorageSerializer _orleans = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());

    public BinaryData Serialize<T>(T? input) => For<T>().Serialize(input);

    public T? Deserialize<T>(BinaryData input) => For<T>().Deserialize<T>(input);

    private IGrainStorageSerializer For<T>() =>
        typeof(T).Assembly == typeof(GrainsServiceCollectionExtensions).Assembly ? _json : _orleans;
}
