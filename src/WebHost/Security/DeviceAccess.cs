using AndroidZen.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Security;

/// <summary>A device speaks for itself only.</summary>
internal sealed class DeviceAccess(IOptions<AuthOptions> options)
{
    /// <summary>A problem, if the caller may not report for the device.</summary>
    public ProblemHttpResult? Check(Requester requester, string deviceId)
    {
        var caller = requester.Caller;
        if (caller.Has(Roles.Publisher) || options.Value.AllowAnonymousPublishing || caller.DeviceId == deviceId)
        {
            return null;
        }

        return TypedResults.Problem(
            statusCode: StatusCodes.Status403Forbidden, detail: $"This token speaks for device {caller.DeviceId}, not for the device_id of the request.");
    }
}
