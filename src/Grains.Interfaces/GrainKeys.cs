using AndroidZen.Devices;
using AndroidZen.Users;

namespace AndroidZen;

/// <summary>The keys of the grains whose state is stored under an id that somebody else has chosen.</summary>
/// <remarks>
/// Orleans' ADO.NET storage reads a string key that looks like a hexadecimal number (or one with <c>+</c> and more behind it) as that number: <c>abc</c>, <c>ABC</c> and <c>0abc</c> would
/// share one row. Serial numbers of devices do look like that, so no key is an id alone.
/// </remarks>
public static class GrainKeys
{
    private const string Prefix = "id:";

    /// <summary>The device with this id (<see cref="DeviceId"/>).</summary>
    public static IDeviceGrain GetDevice(this IGrainFactory grains, string deviceId) => grains.GetGrain<IDeviceGrain>(Prefix + deviceId);

    /// <summary>The user with this id (<see cref="UserId"/>).</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, string userId) => grains.GetGrain<IUserGrain>(Prefix + userId);

    /// <summary>The id in a device's or user's grain key.</summary>
    public static string ToId(string grainKey)
    {
        ArgumentNullException.ThrowIfNull(grainKey);
        return grainKey[Prefix.Length..];
    }
}
