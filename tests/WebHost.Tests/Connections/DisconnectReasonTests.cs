using System.Reflection;
using AndroidZen.Gateways;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class DisconnectReasonTests
{
    [Fact]
    public void All_OfThem_AreListedAndUnique()
    {
        var fields = typeof(DisconnectReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (DisconnectReason)field.GetValue(null)!).ToList();
        Assert.Equal(fields.Select(reason => reason.Name).Order(), DisconnectReason.All.Select(reason => reason.Name).Order());
        Assert.Equal(fields.Count, fields.Select(reason => reason.CloseCode).Distinct().Count());
        Assert.Equal(fields.Count, fields.Select(reason => reason.Name).Distinct().Count());
    }

    [Fact]
    public void All_OfThem_FitIntoACloseFrame()
    {
        // RFC 6455, section 5.5: 125 bytes, two of them for the code.
        Assert.All(DisconnectReason.All, reason => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(reason.Description), 0, 123));
        Assert.All(DisconnectReason.All, reason => Assert.True(reason.CloseCode is (>= 1000 and < 1012) or (>= 4000 and < 5000)));
    }

    [Fact]
    public void From_EveryRemoteReason_IsOneOfThem()
    {
        Assert.Equal(4503, DisconnectReason.From(RemoteDisconnectReason.Administrator).CloseCode);
        Assert.Equal(4008, DisconnectReason.From(RemoteDisconnectReason.Replaced).CloseCode);
    }
}
