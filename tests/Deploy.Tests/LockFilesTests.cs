using AndroidZen.TestKit;

namespace AndroidZen.Deploy.Tests;

public class LockFilesTests
{
    private static readonly string[] _folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void Projects_HaveALockFile_WithoutRuntimesOrHosts()
    {
        foreach (var folder in _folders.SelectMany(top => Directory.EnumerateDirectories(Path.Combine(Repository.Root, top))).Where(HasProject))
        {
            var lockFile = Path.Combine(folder, "packages.lock.json");
            Assert.True(File.Exists(lockFile), $"{lockFile} is not there: dotnet restore writes it.");
            var text = File.ReadAllText(lockFile);
            Assert.DoesNotContain("\"net10.0/", text); // Of one runtime: such a restore has a list of its own (Directory.Build.props).
            Assert.DoesNotContain("://", text);
        }
    }

    [Fact]
    public void NpmLock_NamesNoRegistry() => Assert.DoesNotContain("\"resolved\": \"http", Repository.Read("package-lock.json"));

    private static bool HasProject(string folder) => Directory.EnumerateFiles(folder, "*.csproj").Any();
}
