namespace AndroidZen.HostAgent.Readings;

/// <summary>Where samples come from; tests put samples of their own here.</summary>
internal interface ISampleSource
{
    /// <summary>Reads now. CPU and network are differences to the reading before, so the first one has neither.</summary>
    HostSample Read();
}
