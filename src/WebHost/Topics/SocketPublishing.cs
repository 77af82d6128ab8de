using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AndroidZen.Protocol;
using AndroidZen.Publishing;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Topics;

/// <summary>What may be published over a socket: the bodies of the REST endpoints as <c>data</c>, with the same rules and the same answers (docs/protocol.md, "Publishing over the socket").</summary>
internal sealed class SocketPublishing
{
    private readonly Dictionary<string, (IReadOnlyList<string> Roles, Func<ReadOnlyMemory<byte>, Requester, Task<INestedHttpResult>> Publish)> _types;
    private readonly PublishAuthorization _authorization;
    private readonly JsonSerializerOptions _json;

    public SocketPublishing(RealtimePublisher publisher, DeviceAccess access, TopicAccess topics, PublishAuthorization authorization, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
    {
        (_authorization, _json) = (authorization, json.Value.SerializerOptions);
        _types = new(StringComparer.Ordinal)
        {
            [MessageTypes.DeviceStatus] = (PublishingRoles.OfDevices, OnDevice<DeviceStatusRequest>(async (deviceId, request, requester) =>
                await DeviceEndpoints.ReportStatusAsync(deviceId, request, publisher, access, topics, requester, default))),
            [MessageTypes.LiveMetrics] = (PublishingRoles.OfDevices, On<MetricsRequest>(async (request, requester) =>
                await DeviceEndpoints.SendLiveMetricsAsync(request with { DeviceId = OwnIdOr(request.DeviceId, requester) }, publisher, access, topics, requester, default))),
            [MessageTypes.AnalyticsUpdate] = (PublishingRoles.OfDevices, On<MetricsRequest>(async (request, requester) =>
                await DeviceEndpoints.SendAnalyticsAsync(request with { DeviceId = OwnIdOr(request.DeviceId, requester) }, publisher, access, topics, requester, default))),
            [MessageTypes.DeviceAction] = (PublishingRoles.OfDevices, OnDevice<DeviceActionRequest>(async (deviceId, request, requester) =>
                await DeviceActionEndpoints.ReportAsync(deviceId, request, publisher, access, topics, requester, default))),
            [MessageTypes.OptimizationComplete] = (PublishingRoles.OfDevices, On<OptimizationRequest>(async (request, requester) =>
                await DeviceEndpoints.CompleteOptimizationAsync(request with { DeviceId = OwnIdOr(request.DeviceId, requester) }, publisher, access, topics, requester, default))),
            [MessageTypes.SecurityAlert] = (PublishingRoles.OfBackEnds, On<SecurityAlertRequest>(async (request, requester) =>
                await PublishingEndpoints.SendSecurityAlertAsync(request, publisher, topics, requester, default))),
            [MessageTypes.Notification] = (PublishingRoles.OfBackEnds, On<NotificationRequest>(async (request, requester) =>
                await PublishingEndpoints.SendNotificationAsync(request, publisher, topics, requester, default))),
            [MessageTypes.PerformanceData] = (PublishingRoles.OfBackEnds, On<JsonElement>(async (request, requester) =>
                await PublishingEndpoints.SendPerformanceDataAsync(request, publisher, topics, requester, default))),
        };
    }

    /// <summary>Whether messages of the type can be published over a socket at all.</summary>
    public bool Takes(string type) => _types.ContainsKey(type);

    /// <summary>Publishes a message.</summary>
    /// <returns>What came of it: a JSON object; or what is wrong, by a code of <see cref="ErrorCodes"/>.</returns>
    public async Task<(byte[]? Answer, string Code, string Message)> PublishAsync(Caller caller, string type, ReadOnlyMemory<byte> data)
    {
        var (roles, publish) = _types[type];
        if (!_authorization.May(caller, roles))
        {
            return (null, ErrorCodes.NotPermitted, $"The connection's token does not permit it to publish '{type}'");
        }

        var result = (await publish(data, new Requester(caller))).Result;
        return result is ProblemHttpResult problem
            ? (null, CodeOf(problem.ProblemDetails), problem.ProblemDetails.Detail!)
            : (Serialize(((IValueHttpResult)result).Value!), "", "");
    }

    private static string CodeOf(Microsoft.AspNetCore.Mvc.ProblemDetails problem) => problem.Status switch
    {
        StatusCodes.Status400BadRequest => ErrorCodes.InvalidMessage,
        StatusCodes.Status403Forbidden => ErrorCodes.NotPermitted,
        StatusCodes.Status409Conflict => ErrorCodes.Conflict,
        _ => ErrorCodes.Unavailable,
    };

    /// <summary>An agent need not say who it is: its token does.</summary>
    private static string? OwnIdOr(string? deviceId, Requester requester) => deviceId ?? requester.Caller.AgentOf;

    private byte[] Serialize(object answer) => JsonSerializer.SerializeToUtf8Bytes(answer, _json.GetTypeInfo(answer.GetType()));

    private Func<ReadOnlyMemory<byte>, Requester, Task<INestedHttpResult>> On<TRequest>(Func<TRequest, Requester, Task<INestedHttpResult>> publish) => async (data, requester) =>
    {
        TRequest request;
        try
        {
            request = JsonSerializer.Deserialize(data.Span, (JsonTypeInfo<TRequest>)_json.GetTypeInfo(typeof(TRequest)))!;
        }
        catch (JsonException exception)
        {
            var (field, message) = BodyErrors.Explain(exception, typeof(TRequest));
            return new Refused(new RequestErrors().Check($"data.{field}", false, message[(field.Length + 1)..]).ToProblem()!);
        }

        return await publish(request, requester);
    };

    /// <summary>Over REST, the device is in the path; here it is beside the body's members.</summary>
    private Func<ReadOnlyMemory<byte>, Requester, Task<INestedHttpResult>> OnDevice<TRequest>(Func<string, TRequest, Requester, Task<INestedHttpResult>> publish) => (data, requester) =>
    {
        using var document = JsonDocument.Parse(data);
        var deviceId = document.RootElement.TryGetMember("device_id", out var value) && value.TryGetText(out var text) ? text : null;
        return On<TRequest>((request, from) => publish(OwnIdOr(deviceId, from) ?? "", request, from))(data, requester);
    };

    private sealed record Refused(IResult Result) : INestedHttpResult;
}
