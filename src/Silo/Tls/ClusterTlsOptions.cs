using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Tls;

/// <summary>
/// Section <c>Cluster:Tls</c>: certificates for the connections between silos, and from web hosts to silos. All three or none, in every process of a cluster. Whoever has a certificate of the authority belongs to
/// the cluster, so it should be one for the cluster alone; names in certificates are not looked at, because silos come and go at any address. The files are read when a process starts.
/// </summary>
public sealed class ClusterTlsOptions
{
    public const string SectionName = "Cluster:Tls";

    /// <summary>The process' own certificate: a PEM file. For servers and clients, if it says for what it is (extended key usage).</summary>
    public string? Certificate { get; set; }

    /// <summary>Its key: a PEM file, not encrypted.</summary>
    public string? Key { get; set; }

    /// <summary>The certificate of the authority that has signed those of all processes: a PEM file, which may have several.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether any of it is configured.</summary>
    internal bool IsConfigured => (Certificate ?? Key ?? Authority) is not null;
}

internal sealed class ClusterTlsOptionsValidator : IValidateOptions<ClusterTlsOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterTlsOptions options) => !options.IsConfigured
        ? ValidateOptionsResult.Success
        : ValidateFiles((nameof(options.Certificate), options.Certificate), (nameof(options.Key), options.Key), (nameof(options.Authority), options.Authority));

    private static ValidateOptionsResult ValidateFiles(params (string Name, string? File)[] files)
    {
        var failures = files.Where(file => !File.Exists(file.File)).Select(file => file.File is null
            ? $"{ClusterTlsOptions.SectionName}:{file.Name} is required where any of {ClusterTlsOptions.SectionName} is set."
            : $"{ClusterTlsOptions.SectionName}:{file.Name} must be a file: {file.File} is none.").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
