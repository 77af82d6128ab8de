using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AndroidZen.Silo.Storage;

/// <summary>A file that is there to be locked, with <c>flock(2)</c>: not on Windows. It stays open; a lock ends with it, or with the process.</summary>
internal sealed partial class LockFile(string path) : IDisposable
{
    private const int Exclusive = 2;
    private const int WithoutWaiting = 4;
    private const int Unlocked = 8;

    private SafeFileHandle? _file;

    /// <summary>Locks it, unless somebody else has it, or it cannot be opened.</summary>
    public bool TryLock() => !OperatingSystem.IsWindows() && (_file ??= Open()) is { } file && FLock(file, Exclusive | WithoutWaiting) == 0;

    /// <summary>Gives it back.</summary>
    public void Unlock() => _ = _file is null ? 0 : FLock(_file, Unlocked);

    public void Dispose() => _file?.Dispose();

    /// <summary>.NET takes a shared lock of whatever it opens: that does not go while somebody has the file, and is not what we want once it has gone.</summary>
    private SafeFileHandle? Open()
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            _ = FLock(file, Unlocked);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int FLock(SafeFileHandle file, int operation);
}
