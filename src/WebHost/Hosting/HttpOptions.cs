using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Section <c>Http</c>: the bounds of requests, REST and handshakes.</summary>
public sealed class HttpOptions : IValidatableObject
{
    public const string SectionName = "Http";

    /// <summary>The largest body, in bytes (413 beyond it). What is published must fit into one write to a stream.</summary>
    [Range(1024, 768 * 1024)]
    public long MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>How long the headers of a request, a handshake's included, may take to arrive (408 beyond it).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an HTTP connection may stay open without a request, before its first one too. Longer than a reverse proxy keeps connections that it does not use.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>How many HTTP connections there may be that have not become sockets; more are cut. Sockets are bounded by <c>Connections:MaxPerHost</c>.</summary>
    [Range(1, 10_000_000)]
    public long MaxConnections { get; set; } = 20_000;

    /// <summary>The origins (<c>https://console.example</c>) whose pages may call the REST endpoints from a browser, beside this host's own: <c>Http:AllowedOrigins:0</c> and so on. Sockets are open to every origin, because nothing but a token speaks for them.</summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AllowedOrigins
        .Index()
        .Where(origin => !IsOrigin(origin.Item))
        .Select(origin => new ValidationResult(
            $"{SectionName}:{nameof(AllowedOrigins)}:{origin.Index} must be an origin: scheme, host and port alone, as in https://console.example.", [nameof(AllowedOrigins)]));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.GetLeftPart(UriPartial.Authority) == text;
}

[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;
