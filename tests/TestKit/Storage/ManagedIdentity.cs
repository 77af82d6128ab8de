using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AndroidZen.Silo.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AndroidZen.TestKit.Storage;

/// <summary>
/// An identity that a platform gives to its processes: the endpoint where they get tokens (as Azure App Service and Container Apps have it), and a certificate that makes Azurite's addresses ones of TLS, which such tokens
/// ask for. Azurite looks at a token's claims, not at its signature.
/// </summary>
public sealed class ManagedIdentity : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-identity-").FullName;
    private readonly Uri _endpoint = new($"http://127.0.0.1:{FreePort.Next()}/token/");
    private int _tokens;

    public ManagedIdentity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        _listener.Prefixes.Add(_endpoint.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    public string KeyFile => Path.Combine(_folder, "key.pem");

    /// <summary>How many tokens have been asked for.</summary>
    public int Tokens => Volatile.Read(ref _tokens);

    /// <summary>What the platform tells its processes.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["IDENTITY_ENDPOINT"] = _endpoint.ToString(),
        ["IDENTITY_HEADER"] = "of-the-platform",
        ["SSL_CERT_FILE"] = CertificateFile,
    };

    public void Dispose()
    {
        _listener.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _tokens);
            var expires = DateTimeOffset.UtcNow.AddHours(1);
            var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
            {
                access_token = NewToken(expires),
                expires_on = $"{expires.ToUnixTimeSeconds()}",
                resource = "https://storage.azure.com",
                token_type = "Bearer",
            }));
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }

    private static string NewToken(DateTimeOffset expires) => new JsonWebTokenHandler().CreateToken(JsonSerializer.Serialize(new
    {
        aud = "https://storage.azure.com",
        iss = $"https://sts.windows.net/{Guid.NewGuid()}/",
        nbf = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds(),
        iat = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds(),
        exp = expires.ToUnixTimeSeconds(),
    }));
}
