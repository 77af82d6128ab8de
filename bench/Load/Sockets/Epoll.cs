using System.Runtime.InteropServices;

namespace AndroidZen.Load.Sockets;

/// <summary>Linux's readiness of many sockets, without the hand-over to a thread pool that .NET's own sockets have: the load must cost less than what it measures.</summary>
internal static partial class Epoll
{
    public const uint Readable = 0x1;
    public const uint Writable = 0x4;

    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;

    public const int ConnectionInProgress = 115;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Control(int epoll, int operation, int descriptor, Span<byte> readiness);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Wait(int epoll, Span<byte> readiness, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Connect(int descriptor, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);
}
