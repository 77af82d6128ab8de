using AndroidZen.HostAgent.CommandLine;

namespace AndroidZen.HostAgent.Tests.CommandLine;

public class CommandLineParserTests
{
    private const string Secret = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    [Fact]
    public void Parse_NoArguments_ReportsThisHostToTheLocalServerForever()
    {
        var options = Options([]);

        Assert.Equal("http://localhost:8000/", options.Server.AbsoluteUri);
        Assert.Equal("my-laptop", options.DeviceId);
        Assert.Equal("my-laptop", options.Name);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Interval);
        Assert.Null(options.Token);
        Assert.Null(options.Count);
    }

    [Fact]
    public void Parse_EveryOption_IsTaken()
    {
        var options = Options(
            ["--server", "https://zen.example/base", "--device-id=192.168.1.10:5555", "--name", "Rack 4", "--interval", "0.2", "--token", Secret, "--count=7"]);

        Assert.Equal("https://zen.example/base/", options.Server.AbsoluteUri);
        Assert.Equal("192.168.1.10:5555", options.DeviceId);
        Assert.Equal("Rack 4", options.Name);
        Assert.Equal(TimeSpan.FromSeconds(0.2), options.Interval);
        Assert.Equal(Secret, options.Token);
        Assert.Equal(7, options.Count);
    }

    [Theory]
    [InlineData("--server", "localhost:8000", "absolute http or https address")]
    [InlineData("--server", "ftp://localhost", "absolute http or https address")]
    [InlineData("--server", "http://user:pass@localhost", "without user")]
    [InlineData("--server", "http://localhost/?x=1", "without user, query")]
    [InlineData("--server", "", "absolute")]
    [InlineData("--device-id", "", "1 to 128 characters")]
    [InlineData("--device-id", "-a", "the first a letter or a digit")]
    [InlineData("--device-id", "a/b", "1 to 128 characters")]
    [InlineData("--name", " ", "not all blank")]
    [InlineData("--name", "a\nb", "without control characters")]
    [InlineData("--interval", "0.19", "0.2 to 3600")]
    [InlineData("--interval", "3600.1", "0.2 to 3600")]
    [InlineData("--interval", "NaN", "0.2 to 3600")]
    [InlineData("--interval", "1,5", "0.2 to 3600")]
    [InlineData("--interval", "-1", "0.2 to 3600")]
    [InlineData("--interval", "1e3", "0.2 to 3600")]
    [InlineData("--count", "0", "whole number")]
    [InlineData("--count", "-1", "whole number")]
    [InlineData("--count", "2147483648", "1 to 2147483647")]
    [InlineData("--token", "two words", "without blanks")]
    public void Parse_BadValue_NamesTheOptionAndTheRule(string option, string value, string rule)
    {
        foreach (var args in new[] { new[] { option, value }, [$"{option}={value}"] })
        {
            var parsed = Parse(args);

            Assert.Null(parsed.Options);
            Assert.Equal(ExitCodes.Usage, parsed.ExitCode);
            Assert.StartsWith(option + " must be ", parsed.Text, StringComparison.Ordinal);
            Assert.Contains(rule, parsed.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_ValueMissing_SaysSo()
    {
        var parsed = Parse(["--count", "3", "--server"]);

        Assert.Equal(ExitCodes.Usage, parsed.ExitCode);
        Assert.StartsWith("--server needs a value.", parsed.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tokn=" + Secret, "--tokn is not an option.")]
    [InlineData("--tokn", "--tokn is not an option.")]
    [InlineData(Secret, "argument 1 belongs to no option")]
    [InlineData("--token=" + Secret + " x", "--token must be ")]
    public void Parse_WrongArgumentWithASecret_DoesNotRepeatIt(string argument, string expected)
    {
        var parsed = Parse([argument]);

        Assert.Equal(ExitCodes.Usage, parsed.ExitCode);
        Assert.StartsWith(expected, parsed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, parsed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TokenInTheEnvironment_IsTakenUnlessAnArgumentGivesAnother()
    {
        Assert.Equal(Secret, Options([], $" {Secret}\n").Token);
        Assert.Equal("other", Options(["--token", "other"], Secret).Token);
        Assert.Null(Options([], "").Token);
    }

    [Fact]
    public void Parse_BadTokenInTheEnvironment_NamesTheVariable() =>
        Assert.StartsWith("ANDROIDZEN_TOKEN must be ", Parse([], "two words").Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Parse_Help_ShowsEveryOptionAndIsNoError(string argument)
    {
        var parsed = Parse(["--count", "wrong", argument]);

        Assert.Null(parsed.Options);
        Assert.Equal(ExitCodes.Success, parsed.ExitCode);
        Assert.All(
            ["--server", "--device-id", "--name", "--interval", "--token", "--count", "ANDROIDZEN_TOKEN"],
            option => Assert.Contains(option, parsed.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void ToString_OptionsWithAToken_LeavesItOut() =>
        Assert.DoesNotContain(Secret, Options(["--token", Secret]).ToString(), StringComparison.Ordinal);

    private static AgentOptions Options(string[] args, string? token = null)
    {
        var parsed = Parse(args, token);
        Assert.Equal("", parsed.Text);
        Assert.NotNull(parsed.Options);
        return parsed.Options;
    }

    private static ParsedCommandLine Parse(string[] args, string? token = null) =>
        CommandLineParser.Parse(args, name => name == "ANDROIDZEN_TOKEN" ? token : null, "my-laptop");
}
