using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests;

/// <summary>What the tests say of JSON.</summary>
internal static class Json
{
    /// <summary>The names of an object's members, sorted: a shape is exact, with nothing missing and nothing more.</summary>
    public static string Members(this JsonElement json) =>
        string.Join(' ', json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));

    public static string? Text(this JsonElement json, string member) => json.GetProperty(member).GetString();

    public static bool Has(this JsonElement json, string member) => json.TryGetProperty(member, out _);

    /// <summary>The type of a frame.</summary>
    public static string? Type(this JsonElement frame) => frame.Text("type");

    /// <summary>The data of a frame.</summary>
    public static JsonElement Data(this JsonElement frame) => frame.GetProperty("data");

    /// <summary>ISO 8601 in UTC, and of this minute.</summary>
    public static void AssertTime(JsonElement json, string member = "timestamp")
    {
        var text = json.Text(member);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", text);
        Assert.InRange(DateTimeOffset.UtcNow - json.GetProperty(member).GetDateTimeOffset(), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
    }

    /// <summary>The answer is a 400 that names the field, in its text and among its errors.</summary>
    public static void AssertNames(this Answer answer, string field)
    {
        answer.AssertProblem(400);
        Assert.Contains(field, answer.Json.Text("detail"), StringComparison.Ordinal);
        Assert.Contains(field, answer.Json.GetProperty("errors").Members(), StringComparison.Ordinal);
    }

    /// <summary>The answer is a problem (RFC 9457) with this status and words for people.</summary>
    public static void AssertProblem(this Answer answer, int status)
    {
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.Json.Text("title")!);
        Assert.NotEmpty(answer.Json.Text("detail")!);
    }

    /// <summary>The answer is a 200 with exactly these members.</summary>
    public static JsonElement AssertOk(this Answer answer, string members)
    {
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Text}");
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(members, answer.Json.Members());
        return answer.Json;
    }
}
