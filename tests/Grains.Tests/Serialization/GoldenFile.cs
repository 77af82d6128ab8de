using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Serialization;

/// <summary>
/// What an earlier version has written, kept in Golden. <c>UPDATE_GOLDEN=1</c> writes the files that are missing; none is ever written over, because a file that has to change
/// is a store that cannot be read any more.
/// </summary>
internal static class GoldenFile
{
    public static string Read(string name, Func<string> write)
    {
        var path = Path.Combine(Repository.Root, "tests", "Grains.Tests", "Golden", name);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, write() + "\n");
        }

        Assert.True(File.Exists(path), $"Golden/{name} is missing: run the tests once with UPDATE_GOLDEN=1, and check the file in.");
        return File.ReadAllText(path).Trim();
    }
}
