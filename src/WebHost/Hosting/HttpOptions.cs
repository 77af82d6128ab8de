using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Section <c>Http</c>: the bounds of REST requests.</summary>
public sealed class HttpOptions : IValidatableObject
{
    public const string SectionName = "Http";

    /// <summary>The largest body, in bytes (413 beyond it). What is published must fit into one write to a stream.</summary>
    [Range(1024, 768 * 1024)]
    public long MaxBodyBytes { get; set; } = 256 * 1024;

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
