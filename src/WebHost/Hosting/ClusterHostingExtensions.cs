using AndroidZen.Silo.Hosting;

namespace AndroidZen.WebHost.Hosting;

/// <summary>The web host's place in the cluster: a silo of its own, or a client of others.</summary>
internal static class ClusterHostingExtensions
{
    /// <summary>Setting: whether the silo runs in this process. By default it does, unless <c>Orleans:Clustering</c> names a cluster to join.</summary>
    public const string EmbeddedSiloKey = "Cluster:EmbeddedSilo";

    public static WebApplicationBuilder AddCluster(this WebApplicationBuilder builder)
    {
        if (HasEmbeddedSilo(builder.Configuration))
        {
            builder.AddAndroidZenSilo();
        }
        else
        {
            if (!ClusterSettings.NamesCluster(builder.Configuration))
            {
                throw new InvalidOperationException($"{EmbeddedSiloKey} is false: Orleans:Clustering:ProviderType must name the cluster to join.");
            }

            builder.AddAndroidZenClusterClientInBackground();
        }

        return builder;
    }

    public static bool HasEmbeddedSilo(IConfiguration configuration) =>
        configuration.GetValue<bool?>(EmbeddedSiloKey) ?? !ClusterSettings.NamesCluster(configuration);
}
