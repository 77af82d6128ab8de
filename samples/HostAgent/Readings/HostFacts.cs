using System.Runtime.InteropServices;

namespace AndroidZen.HostAgent.Readings;

/// <summary>What does not change while the agent runs.</summary>
internal sealed record HostFacts(string Os, string Kernel, string Architecture, int Cores)
{
    public static HostFacts Read(SystemFiles files)
    {
        // The CPU figures are of the whole machine, so the number of cores is too: .NET's own may be cut by the limits of a container.
        var processors = files.ReadProc("stat") is { } stat ? CpuTimes.CountProcessors(stat) : 0;
        return new HostFacts(
            RuntimeInformation.OSDescription,
            files.ReadProc("sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.Version.ToString(),
            RuntimeInformation.OSArchitecture.ToString(),
            processors > 0 ? processors : Environment.ProcessorCount);
    }
}
