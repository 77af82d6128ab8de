using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace AndroidZen.Load.Processes;

/// <summary>On which core a thread, or all of this program, runs (Linux).</summary>
public static partial class ProcessorAffinity
{
    private const int MaskBytes = 128;
    private const int BitsPerByte = 8;

    /// <summary>How many cores the machine has; <see cref="Environment.ProcessorCount"/> is how many this program may use.</summary>
    public static int Cores { get; } = OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal))
        : Environment.ProcessorCount;

    /// <summary>Binds the calling thread, and the processes that it starts, to a core.</summary>
    public static void BindThread(int core)
    {
        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        mask[core / BitsPerByte] = (byte)(1 << core % BitsPerByte);
        ThrowIfFailed(SetAffinity(0, MaskBytes, mask));
    }

    /// <summary>Binds all of this program to a core: it is replaced by itself, because the runtime's threads are there already, and know how many cores there are.</summary>
    public static void BindProgram(int core)
    {
        if (IsBoundTo(core))
        {
            return;
        }

        BindThread(core);
        var arguments = File.ReadAllBytes("/proc/self/cmdline").AsSpan().TrimEnd((byte)0);
        var strings = Encoding.UTF8.GetString(arguments).Split('\0').Select(Marshal.StringToCoTaskMemUTF8).Append(0).ToArray();
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => Marshal.StringToCoTaskMemUTF8($"{variable.Key}={variable.Value}")).Append(0).ToArray();
        ThrowIfFailed(Execute("/proc/self/exe", strings, environment));
    }

    private static bool IsBoundTo(int core)
    {
        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        ThrowIfFailed(GetAffinity(0, MaskBytes, mask));
        return mask[core / BitsPerByte] == 1 << core % BitsPerByte && mask.IndexOfAnyExcept((byte)0) == mask.LastIndexOfAnyExcept((byte)0);
    }

    private static void ThrowIfFailed(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int threadId, nint length, ReadOnlySpan<byte> mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAffinity(int threadId, nint length, Span<byte> mask);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(string path, nint[] arguments, nint[] environment);
}
