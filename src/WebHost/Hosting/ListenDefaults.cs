using Microsoft.Extensions.Configuration.Memory;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Where the web host listens if nobody says: the address of the specification. Every way in which ASP.NET Core can be told of another counts.</summary>
internal static class ListenDefaults
{
    private const string DefaultAddress = "http://localhost:8000";

    private static readonly string[] _keys = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];

    public static WebApplicationBuilder AddListenDefaults(this WebApplicationBuilder builder)
    {
        if (_keys.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            // First of the sources: what is added later, a test's for example, still counts.
            builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
            {
                InitialData = [KeyValuePair.Create<string, string?>(WebHostDefaults.ServerUrlsKey, DefaultAddress)],
            });
        }

        return builder;
    }
}
