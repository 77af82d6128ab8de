using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Security;

/// <summary>Section <c>Auth</c>: whose tokens are believed, and what may be done without one.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string SectionName = "Auth";

    /// <summary>HMAC SHA-256 needs a key as long as its output (RFC 7518, section 3.2).</summary>
    public const int MinSigningKeyBytes = 32;

    /// <summary>The symmetric key of HS256, HS384 or HS512 tokens: at least 32 bytes of UTF-8. Required outside Development unless <see cref="Authority"/> is set.</summary>
    public string? SigningKey { get; set; }

    /// <summary>The OpenID Connect issuer whose published keys are believed, in place of <see cref="SigningKey"/>.</summary>
    [Url]
    public string? Authority { get; set; }

    /// <summary>The <c>aud</c> that a token must have; not checked when empty.</summary>
    public string? Audience { get; set; }

    /// <summary>The <c>iss</c> that a token must have; with <see cref="Authority"/> that is checked anyway.</summary>
    public string? Issuer { get; set; }

    /// <summary>How far the clocks of issuer and server may differ.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a socket may connect without a token. It gets no user's messages, and no topic whose rule asks for a role.</summary>
    public bool AllowAnonymousSockets { get; set; } = true;

    /// <summary>Whether the publishing endpoints take requests without a token. For Development, and back ends on a closed network.</summary>
    public bool AllowAnonymousPublishing { get; set; }

    /// <summary>How long a token of <c>POST /dev/token</c> is valid. Development only.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan DevelopmentTokenLifetime { get; set; } = TimeSpan.FromHours(12);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningKey is { Length: > 0 } key && Encoding.UTF8.GetByteCount(key) < MinSigningKeyBytes)
        {
            yield return new ValidationResult($"{SectionName}:{nameof(SigningKey)} must be at least {MinSigningKeyBytes} bytes long.", [nameof(SigningKey)]);
        }

        if (string.IsNullOrEmpty(SigningKey) && string.IsNullOrEmpty(Authority))
        {
            yield return new ValidationResult(
                $"{SectionName}:{nameof(SigningKey)} (or {SectionName}:{nameof(Authority)}) must be configured outside Development, for example as environment variable Auth__SigningKey.", [nameof(SigningKey)]);
        }

        if (Authority is { Length: > 0 } && !Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ValidationResult($"{SectionName}:{nameof(Authority)} must be an https:// address.", [nameof(Authority)]);
        }

        if (!string.IsNullOrEmpty(SigningKey) && !string.IsNullOrEmpty(Authority))
        {
            yield return new ValidationResult($"{SectionName}:{nameof(SigningKey)} and {SectionName}:{nameof(Authority)} exclude each other.", [nameof(SigningKey)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class AuthOptionsValidator : IValidateOptions<AuthOptions>;
