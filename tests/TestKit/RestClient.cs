using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace AndroidZen.TestKit;

/// <summary>A client of the REST endpoints.</summary>
public sealed class RestClient(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server };

    /// <summary>Sends a request; <paramref name="body"/> is text or content as it is, or an object as JSON.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        return new Answer((int)response.StatusCode, mediaType, mediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonElement.Parse(text) : default, text);
    }

    /// <summary>Posts as a back end with role <c>publisher</c>.</summary>
    public Task<Answer> PublishAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body, TestTokens.Publisher());

    /// <summary>Posts as an administrator.</summary>
    public Task<Answer> AdministerAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body, TestTokens.Admin());

    /// <summary><c>websocket_stats</c> of <c>GET /ws/stats</c>.</summary>
    public async Task<JsonElement> GetStatsAsync() => (await SendAsync(HttpMethod.Get, "/ws/stats")).Json.GetProperty("websocket_stats");

    public void Dispose() => _http.Dispose();
}

/// <summary>The answer to a request.</summary>
/// <param name="Status">The status code.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Json">The body, if it is JSON.</param>
/// <param name="Text">The body as it came.</param>
public sealed record Answer(int Status, string? MediaType, JsonElement Json, string Text);
