using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AndroidZen.Devices;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Tests.Hosting;
using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Tests.Tls;

public sealed class ClusterTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _authority = NewAuthority("ours");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Cluster_WithCertificates_TalksAndKeepsOthersOut()
    {
        var gateway = FreePort.Next();
        using var one = await SiloHost.StartAsync(Settings("one", gateway));
        using var two = await SiloHost.StartAsync(Settings("two"));
        using var client = await StartClientAsync();

        var device = client.Grains().GetDevice("abc");
        await device.ReportStatusAsync(new DeviceStatusReport { Name = "Pixel" });
        Assert.Equal("Pixel", (await two.Grains().GetDevice("abc").GetSnapshotAsync())!.Name);
        Assert.Equal(2, (await client.Grains().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count);

        using var strangers = NewAuthority("strangers");
        await AssertIsRefusedAsync(gateway, NewCertificate(strangers, "stranger"));
        await AssertIsRefusedAsync(gateway, null);

        await client.StopAsync();
        await two.StopAsync();
        await one.StopAsync();
    }

    [Fact]
    public void Build_CertificateWithoutItsKey_SaysWhatIsMissing()
    {
        var settings = Settings("one");
        settings["Cluster:Tls:Key"] = null;
        settings["Cluster:Tls:Authority"] = "/nowhere";
        var message = Assert.Throws<InvalidOperationException>(() => SiloHost.Build(settings)).Message;
        Assert.Contains("Cluster:Tls:Key is required", message, StringComparison.Ordinal);
        Assert.Contains("Cluster:Tls:Authority must be a file: /nowhere is none.", message, StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Settings(string name, int? gateway = null)
    {
        using var certificate = NewCertificate(_authority, name);
        string File(string kind, string pem)
        {
            var file = Path.Combine(_folder.Root, $"{name}.{kind}.pem");
            System.IO.File.WriteAllText(file, pem);
            return file;
        }

        var settings = _folder.Settings();
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        settings["Cluster:Tls:Certificate"] = File("certificate", certificate.ExportCertificatePem());
        settings["Cluster:Tls:Key"] = File("key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        settings["Cluster:Tls:Authority"] = File("authority", _authority.ExportCertificatePem());
        if (gateway is { } port)
        {
            settings["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1";
            settings["Orleans:Endpoints:SiloPort"] = $"{FreePort.Next()}";
            settings["Orleans:Endpoints:GatewayPort"] = $"{port}";
        }

        return settings;
    }

    private async Task<IHost> StartClientAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Settings("client"));
        builder.AddAndroidZenClusterClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>A silo's gateway closes the connection of somebody who shows this certificate, in the handshake or after it; of others it waits for their first words.</summary>
    private static async Task AssertIsRefusedAsync(int port, X509Certificate2? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port);
        await using var stream = new SslStream(socket.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "anything",
                ClientCertificates = certificate is null ? [] : [certificate],
                RemoteCertificateValidationCallback = static (_, server, _, _) => server is not null,
            });
            Assert.Equal(0, await stream.ReadAsync(new byte[16]).AsTask().WaitAsync(SocketClient.Patience));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // Refused with an alert.
        }
    }

    private static X509Certificate2 NewAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 NewCertificate(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
