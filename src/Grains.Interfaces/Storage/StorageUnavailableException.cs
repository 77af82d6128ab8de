namespace AndroidZen.Storage;

/// <summary>The storage behind the grains does not answer. Whether what was to be stored is stored is not known; to try again is right where the request can be repeated.</summary>
[GenerateSerializer, Alias("androidzen.storage-unavailable")]
public sealed class StorageUnavailableException : OrleansException
{
    /// <summary>Whether the storage has not even been asked, so that what was to be stored is not.</summary>
    [Id(0)]
    public bool WasNotTried { get; init; }

    public StorageUnavailableException()
    {
    }

    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
