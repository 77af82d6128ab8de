using System.Net.Http.Headers;

namespace AndroidZen.Delivery.Systems;

/// <summary>POSTs JSON to one address.</summary>
internal sealed class HttpPublisher(Uri address) : IDisposable
{
    private readonly HttpClient _http = new();

    public async Task PostAsync(byte[] json)
    {
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(address, content);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
