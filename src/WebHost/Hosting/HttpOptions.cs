using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Section <c>Http</c>: the bounds of REST requests.</summary>
public sealed class HttpOptions
{
    public const string SectionName = "Http";

    /// <summary>The largest body, in bytes (413 beyond it). What is published must fit into one write to a stream.</summary>
    [Range(1024, 768 * 1024)]
    public long MaxBodyBytes { get; set; } = 256 * 1024;
}

[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;
