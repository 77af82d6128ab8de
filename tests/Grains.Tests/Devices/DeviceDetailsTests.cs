using System.Text;
using AndroidZen.Devices;
using AndroidZen.Grains.Devices;

namespace AndroidZen.Grains.Tests.Devices;

public class DeviceDetailsTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, """{"model":"A"}""", """{"model":"A"}""")]
    [InlineData("""{"model":"A"}""", null, """{"model":"A"}""")]
    [InlineData("""{"model":"A"}""", """{"color":"red"}""", """{"model":"A","color":"red"}""")]
    [InlineData("""{"model":"A","sdk":36}""", """{"model":{"year":2026}}""", """{"sdk":36,"model":{"year":2026}}""")]
    [InlineData("""{"model":"A","sdk":36}""", """{"model":null}""", """{"sdk":36}""")]
    [InlineData("""{"model":"A"}""", """{"model":null}""", null)]
    [InlineData(null, """{"model":null}""", null)]
    [InlineData("""{"model":"A"}""", """{"m\u006fdel":"B"}""", """{"model":"B"}""")]
    [InlineData(null, """{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData(null, """{"half":"\ud800"}""", """{"half":"\ud800"}""")]
    [InlineData(null, """{"\ud800":1,"\ud83d\ude00":2}""", """{"\uD83D\uDE00":2}""")]
    public void Merge_Report_ReplacesByNameRemovesByNullAndKeepsTheRest(string? known, string? reported, string? expected)
    {
        var merged = DeviceDetails.Merge(Bytes(known), Bytes(reported));
        Assert.Equal(expected, merged is null ? null : Encoding.UTF8.GetString(merged));
    }

    [Fact]
    public void Merge_MoreThanIsKept_LetsGoWhatWasReportedLongestAgo()
    {
        var half = new string('x', DeviceStatusReport.MaxDetailsBytes / 2);
        var known = DeviceDetails.Merge(Bytes($$"""{"a":"{{half}}"}"""), Bytes("""{"b":1}"""));
        Assert.Equal($$"""{"b":1,"c":"{{half}}"}""", Encoding.UTF8.GetString(DeviceDetails.Merge(known, Bytes($$"""{"c":"{{half}}"}"""))!));
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
