using System.Text.RegularExpressions;

namespace AndroidZen.TestKit.Tests;

/// <summary>What the build and <c>dotnet format whitespace</c> do not check.</summary>
public sealed partial class UsingDirectivesTests
{
    private static readonly string[] _folders = ["src", "tests", "bench", "samples"];

    [Fact]
    public void Usings_OfEveryFile_HaveSystemFirstAndAreSorted()
    {
        var files = _folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !Generated().IsMatch(file)).ToList();
        Assert.True(files.Count > 300, $"Only {files.Count} files were found.");
        Assert.All(files, file => Assert.True(IsSorted(File.ReadLines(file)), file));
    }

    private static bool IsSorted(IEnumerable<string> lines)
    {
        string[] usings = [.. lines.TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal)).Select(line => Using().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        return usings.SequenceEqual(usings.OrderBy(name => $"{name}.".StartsWith("System.", StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name.Replace('.', '\0'), StringComparer.OrdinalIgnoreCase));
    }

    // Static ones and aliases come last, and are few.
    [GeneratedRegex(@"^using ([\w.]+);")]
    private static partial Regex Using();

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]")]
    private static partial Regex Generated();
}
