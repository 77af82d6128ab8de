using System.Text.Json;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Hosting;

/// <summary>What is wrong with a body that is JSON but not the one that was expected.</summary>
internal static class BodyErrors
{
    /// <summary>The field, and what it must be.</summary>
    public static (string Field, string Message) Explain(JsonException exception, Type? body)
    {
        var field = exception.Path is { Length: > 2 } path ? path[2..] : "body";
        return (field, $"{field} must be {(exception.Message.StartsWith(RawJsonConverter.NotUtf8, StringComparison.Ordinal) ? "UTF-8" : ExpectedType(body, field))}");
    }

    private static string ExpectedType(Type? body, string field)
    {
        var type = body is null ? null : WireJson.Default.GetTypeInfo(body)?.Properties.FirstOrDefault(property => property.Name == field)?.PropertyType;
        if (type == typeof(string))
        {
            return "a string";
        }

        return type == typeof(double?) ? "a number" : "an object";
    }
}
