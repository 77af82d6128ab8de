using System.Security.Claims;
using AndroidZen.Security;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Tests.Security;

public sealed class CallerTests
{
    [Fact]
    public void From_NotAuthenticated_IsAnonymous()
    {
        var caller = Caller.From(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "a"), new Claim("role", "admin")])));
        Assert.Equal(Caller.Anonymous, caller);
        Assert.False(caller.IsAuthenticated || caller.IsAdmin || caller.Has(Roles.User));
    }

    [Fact]
    public void From_SubjectOnly_IsUserAndNameAndDevice()
    {
        var caller = From(("sub", "alice"));
        Assert.Equal(("alice", "alice", "alice"), (caller.UserId, caller.Username, caller.DeviceId));
        Assert.Null(caller.TokenExpiresAt);
        Assert.False(caller.IsAdmin);
    }

    [Fact]
    public void From_AllClaims_AreRead()
    {
        var caller = From(("sub", "alice"), ("user_id", "42"), ("device_id", "pixel"), ("role", "device"), ("roles", "auditor"), ("exp", "1900000000"));
        Assert.Equal(("42", "alice", "pixel"), (caller.UserId, caller.Username, caller.DeviceId));
        Assert.Equal(["device", "auditor"], caller.Roles);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000), caller.TokenExpiresAt);
    }

    /// <summary>RFC 7519, section 2: a fraction is allowed.</summary>
    [Theory]
    [InlineData("1900000000.5", 1_900_000_000L)]
    [InlineData("1.9E+9", 1_900_000_000L)]
    [InlineData("253402300799", 253_402_300_799L)]
    [InlineData("253402300800", null)] // Beyond the calendar.
    [InlineData("9223372036854775807", null)]
    [InlineData("NaN", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    public void From_Expiry_IsANumericDate(string expiry, long? seconds) =>
        Assert.Equal(seconds, From(("sub", "alice"), ("exp", expiry)).TokenExpiresAt?.ToUnixTimeSeconds());

    [Theory]
    [InlineData("is_admin", "true", false)]
    [InlineData("is_admin", "1", false)]
    [InlineData("role", "admin", true)]
    [InlineData("roles", "admin", true)]
    [InlineData("role", "ADMIN", false)]
    public void IsAdmin_ByClaim_IsExact(string claim, string value, bool isAdmin)
    {
        var caller = From(("sub", "a"), (claim, value));
        Assert.Equal(isAdmin, caller.IsAdmin);
        Assert.Equal(isAdmin, caller.Has(Roles.Publisher));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void IsAdmin_Boolean_IsWhatItSays(string value, bool isAdmin) => Assert.Equal(
        isAdmin,
        Caller.From(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "a"), new Claim("is_admin", value, ClaimValueTypes.Boolean)], "test"))).IsAdmin);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void From_WithoutSubject_IsAnonymous(string? subject)
    {
        Assert.Same(Caller.Anonymous, subject is null ? From(("user_id", "x")) : From(("sub", subject), ("user_id", "x")));
    }

    private static Caller From(params (string Type, string Value)[] claims) =>
        Caller.From(new ClaimsPrincipal(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "test")));
}
