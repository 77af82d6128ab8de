using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class FirstNumberTests
{
    [Theory]
    [InlineData("0.10 0.52 0.40 1/82 6952\n", 0.10)]
    [InlineData("2225.25 3946.16\n", 2225.25)]
    [InlineData(" 7\t8", 7.0)]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("N/A 1", null)]
    public void Parse_Text_IsItsFirstNumber(string text, double? expected) => Assert.Equal(expected, FirstNumber.Parse(text));
}
