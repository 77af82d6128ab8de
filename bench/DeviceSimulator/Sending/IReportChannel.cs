namespace AndroidZen.DeviceSimulator.Sending;

/// <summary>How reports come to the server.</summary>
internal interface IReportChannel
{
    /// <summary>A device's next report is due.</summary>
    void Report(int device);

    /// <summary>Nothing waits for others to go with it any more.</summary>
    void Flush()
    {
    }
}
