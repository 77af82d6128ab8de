using System.Globalization;
using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Publishing;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AndroidZen.WebHost.Hosting;

/// <summary>What is wrong with a request: the fields, and the rule that each breaks. Becomes one 400 that tells all of it.</summary>
internal sealed class RequestErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>The field breaks <paramref name="rule"/> unless <paramref name="isValid"/>.</summary>
    public RequestErrors Check(string field, bool isValid, string rule)
    {
        if (!isValid)
        {
            _errors.TryAdd(field, [$"{field} {rule}"]);
        }

        return this;
    }

    /// <summary>The field must be there, and not empty.</summary>
    public RequestErrors Require(string field, string? value) => Check(field, !string.IsNullOrEmpty(value), "is required");

    /// <summary>If it is there, the field is no longer than <paramref name="maxLength"/> UTF-16 characters.</summary>
    public RequestErrors CheckLength(string field, string? value, int maxLength) => Check(field, value is null || value.Length <= maxLength, $"must be at most {maxLength} characters long");

    /// <summary>The field must be there, and a device's id.</summary>
    public RequestErrors RequireDeviceId(string? value, string field = "device_id") =>
        Require(field, value).Check(field, string.IsNullOrEmpty(value) || DeviceId.IsWellFormed(value), $"must be {DeviceId.Rule}");

    /// <summary>If it is there, the field is an object.</summary>
    public RequestErrors CheckObject(string field, JsonElement? value) =>
        Check(field, value is null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null }, "must be an object");

    /// <summary>If it is there, the field is a percentage.</summary>
    public RequestErrors CheckPercent(string field, double? value) => Check(field, value is null or (>= 0 and <= 100), "must be a number from 0 to 100");

    /// <summary>If it is there, the field is the name of a topic.</summary>
    public RequestErrors CheckTopic(string field, string? value, TopicAccess topics) => Check(field, value is null || topics.IsWellFormed(value), $"must be {topics.NameRule}");

    /// <summary>If it is there, the parameter is a number of things from 1 to <paramref name="max"/>.</summary>
    public RequestErrors ReadLimit(string field, string? text, int fallback, int max, out int limit)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit);
        limit = text is null ? fallback : limit;
        return Check(field, text is null || (isNumber && limit >= 1 && limit <= max), $"must be a number from 1 to {max}");
    }

    /// <summary>The request's name for itself, so that it can be repeated: the header <c>Idempotency-Key</c>, or else the body's <c>id</c> (docs/protocol.md, "Publishing once").</summary>
    public RequestErrors ReadIdempotencyKey(Requester requester, JsonElement? id, out string? key)
    {
        key = requester.IdempotencyKey ?? TextOf(id);
        return Check(
            requester.IdempotencyKey is null ? "id" : Requester.IdempotencyKeyHeader,
            key is null ? id is null or { ValueKind: JsonValueKind.Null } : IdempotencyKey.IsWellFormed(key),
            $"must be {IdempotencyKey.Rule}");
    }

    private static string? TextOf(JsonElement? id) => id switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text when text.TryGetText(out var value) => value,
        _ => null,
    };

    /// <summary>The 400, or <see langword="null"/> if nothing is wrong.</summary>
    public ProblemHttpResult? ToProblem() => _errors.Count == 0
        ? null
        : TypedResults.Problem(new HttpValidationProblemDetails(_errors)
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "The request is not valid",
            Detail = string.Join("; ", _errors.Values.SelectMany(messages => messages)),
        });
}
