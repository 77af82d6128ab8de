namespace AndroidZen.WebHost.Security;

/// <summary>Who asks for something, over REST or over a socket, and how the request is called.</summary>
/// <param name="Caller">Who it is.</param>
/// <param name="IdempotencyKey">The header <c>Idempotency-Key</c>; <see langword="null"/> without one.</param>
internal sealed record Requester(Caller Caller, string? IdempotencyKey = null)
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>For the parameters of endpoints.</summary>
    public static ValueTask<Requester> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers[IdempotencyKeyHeader];
        return new(new Requester(Caller.From(context.User), header.Count > 0 ? header.ToString() : null));
    }
}
