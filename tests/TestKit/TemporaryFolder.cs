namespace AndroidZen.TestKit;

/// <summary>Folders that are gone with their test.</summary>
public static class TemporaryFolder
{
    /// <summary>Deletes one. What has just been stopped may write there for a moment longer.</summary>
    public static Task DeleteAsync(string folder) => Eventually.HoldsAsync($"{folder} is gone", () => Task.FromResult(IsDeleted(folder)));

    private static bool IsDeleted(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
    }
}
