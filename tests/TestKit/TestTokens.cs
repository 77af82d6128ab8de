using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.TestKit;

/// <summary>Tokens as an issuer outside the platform makes them.</summary>
public static class TestTokens
{
    /// <summary>What the hosts under test are configured with.</summary>
    public const string SigningKey = "a key that only the tests know, 32 bytes and more";

    public static string Admin(string user = "admin") => Mint(user, role: "admin");

    public static string Publisher() => Mint("backend", role: "publisher");

    public static string User(string user) => Mint(user);

    /// <summary>An access token, unless told otherwise; <paramref name="change"/> has the last word on the claims.</summary>
    public static string Mint(
        string subject,
        string? role = null,
        TimeSpan? lifetime = null,
        string key = SigningKey,
        string algorithm = SecurityAlgorithms.HmacSha256,
        Action<Dictionary<string, object>>? change = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["user_id"] = subject, ["type"] = "access" };
        if (role is not null)
        {
            claims["role"] = role;
        }

        change?.Invoke(claims);
        DateTime? expires = claims.ContainsKey("exp") ? null : DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(10));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            Expires = expires,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), algorithm),
        });
    }
}
