using AndroidZen.HostAgent.Reporting;

namespace AndroidZen.HostAgent.Tests.Reporting;

public class RefusalTextTests
{
    [Fact]
    public void Lines_ProblemWithErrors_NamesTheFields()
    {
        var problem = new ProblemBody
        {
            Title = "One or more validation errors occurred.",
            Errors = new Dictionary<string, string[]> { ["device_id"] = ["is required.", "must be text."] },
        };

        Assert.Equal(
            ["The server refuses the report (400): One or more validation errors occurred.", "  device_id: is required. must be text."],
            RefusalText.Lines(new SendOutcome.Refused(400, problem), hasToken: false));
    }

    [Theory]
    [InlineData(401, false, "This server wants a token")]
    [InlineData(403, false, "This server wants a token")]
    [InlineData(401, true, "The token may have expired")]
    [InlineData(403, true, "The token may have expired")]
    public void Lines_NotAllowed_HintsAtTheToken(int statusCode, bool hasToken, string hint)
    {
        var last = RefusalText.Lines(new SendOutcome.Refused(statusCode, null), hasToken).Last();

        Assert.StartsWith(hint, last, StringComparison.Ordinal);
        Assert.Contains("--token", last, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_TextThatSteersTheTerminal_IsDefused()
    {
        var problem = new ProblemBody { Detail = "red \u001b[31m\nnext" + new string('x', 10_000) };

        var line = Assert.Single(RefusalText.Lines(new SendOutcome.Refused(400, problem), hasToken: false));

        Assert.DoesNotContain(line, char.IsControl);
        Assert.Equal(500, line.Length);
    }
}
