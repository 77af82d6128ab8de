using System.Security.Cryptography;
using System.Text;

namespace AndroidZen.Publishing;

/// <summary>The ids of what the platform keeps.</summary>
public static class MessageIds
{
    /// <summary>A new id. A repeat of a request gets the one of the first time, so it is made of the request's key, where it has one.</summary>
    /// <param name="kind">What it is the id of.</param>
    /// <param name="now">The time; newer ids come behind older ones.</param>
    /// <param name="target">Whose it is: keys count within one target.</param>
    /// <param name="idempotencyKey">The request's key.</param>
    public static string New(string kind, DateTimeOffset now, string? target, string? idempotencyKey) => $"{kind}_" + (idempotencyKey is null
        ? Guid.CreateVersion7(now).ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target}/{idempotencyKey}")).AsSpan(0, 16)));
}
