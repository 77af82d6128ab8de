using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Orleans.Connections.Security;

namespace AndroidZen.Silo.Tls;

/// <summary>TLS with certificates on both sides for Orleans' own connections (<see cref="ClusterTlsOptions"/>).</summary>
internal static class ClusterTls
{
    // SNI needs a name, and nobody looks at it.
    private const string AnyName = "androidzen-cluster";

    public static void UseClusterTls(this ISiloBuilder silo)
    {
        if (Read(silo.Configuration) is { } options)
        {
            silo.UseTls(tls => Configure(tls, options));
        }
    }

    public static void UseClusterTls(this IClientBuilder client)
    {
        if (Read(client.Configuration) is { } options)
        {
            client.UseTls(tls => Configure(tls, options));
        }
    }

    private static ClusterTlsOptions? Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(ClusterTlsOptions.SectionName).Get<ClusterTlsOptions>() ?? new ClusterTlsOptions();
        var validation = new ClusterTlsOptionsValidator().Validate(name: null, options);
        return validation.Failed ? throw new InvalidOperationException(validation.FailureMessage) : options.IsConfigured ? options : null;
    }

    private static void Configure(TlsOptions tls, ClusterTlsOptions options)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(options.Authority!);
        if (authorities.Count == 0)
        {
            throw new InvalidOperationException($"{ClusterTlsOptions.SectionName}:{nameof(options.Authority)} has no certificate: {options.Authority}.");
        }

        tls.LocalCertificate = X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key!);
        tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, chain, _) => IsOfTheCluster(certificate, chain, authorities);
        tls.OnAuthenticateAsClient = static (_, client) => client.TargetHost = AnyName;
    }

    private static bool IsOfTheCluster(X509Certificate2 certificate, X509Chain? sent, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // Authorities for one cluster have no lists.
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
