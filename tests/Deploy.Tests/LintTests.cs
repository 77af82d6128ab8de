namespace AndroidZen.Deploy.Tests;

public class LintTests
{
    /// <summary>Compose files by Compose's schema, Dockerfile and workflows by linters.</summary>
    [Fact]
    public async Task Lint_FindsNothing()
    {
        var (output, errors, exitCode) = await Programs.RunAsync("node", "tests/Deploy.Tests/lint.mjs");

        Assert.Equal(("", "", 0), (output, errors, exitCode));
    }
}
