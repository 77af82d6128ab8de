namespace AndroidZen.TestKit;

/// <summary>
/// What an earlier version has written, kept in a test project's Golden. <c>UPDATE_GOLDEN=1</c> writes the files that are missing; none is ever written over, because a file that has to
/// change is a store or a neighbour that cannot be read any more.
/// </summary>
public static class GoldenFile
{
    public static string Read(string project, string name, Func<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = Path.Combine(Repository.Root, "tests", project, "Golden", name);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, write() + "\n");
        }

        return File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : throw new FileNotFoundException($"{project}/Golden/{name} is missing: run the tests once with UPDATE_GOLDEN=1, and check the file in.");
    }
}
