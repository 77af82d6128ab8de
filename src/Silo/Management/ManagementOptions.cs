using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Management;

/// <summary>Section <c>Management</c>: the port of each process, silo and web host alike, that is for those who run it: health and metrics, without a token. It must not be reachable from outside.</summary>
public sealed class ManagementOptions
{
    public const string SectionName = "Management";

    /// <summary>The port. Without one there is none: a web host has its health on its own port, too, and metrics for administrators.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The host name or address to listen at; <c>*</c> is all of the machine's.</summary>
    [Required]
    public string Host { get; set; } = "*";
}

[OptionsValidator]
internal sealed partial class ManagementOptionsValidator : IValidateOptions<ManagementOptions>;
