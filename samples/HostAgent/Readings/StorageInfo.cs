namespace AndroidZen.HostAgent.Readings;

/// <summary>The file system that the machine runs from, in bytes.</summary>
internal readonly record struct StorageInfo(long Total, long Free, long Available)
{
    /// <summary>The share that <c>df</c> shows: what is kept for the administrator counts neither as used nor as free.</summary>
    public double? Usage => Percentage.Of(Total - (double)Free, Total - (double)Free + Available);

    public static StorageInfo? Read()
    {
        try
        {
            var root = Path.GetPathRoot(Environment.SystemDirectory);
            var drive = new DriveInfo(string.IsNullOrEmpty(root) ? "/" : root);
            return new StorageInfo(drive.TotalSize, drive.TotalFreeSpace, drive.AvailableFreeSpace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the agent tells which readings it has none of
        }
    }
}
