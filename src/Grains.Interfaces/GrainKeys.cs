using AndroidZen.Alerts;
using AndroidZen.Connections;
using AndroidZen.Devices;
using AndroidZen.Presence;
using AndroidZen.Topics;
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

    // GetGrain<T>(key) finds these names by reflection, each time anew; every publication needs some of these grains.
    private static readonly (GrainType Type, GrainInterfaceType Interface) _device = (GrainType.Create("device"), GrainInterfaceType.Create("androidzen.device"));
    private static readonly (GrainType Type, GrainInterfaceType Interface) _topic = (GrainType.Create("subscription"), GrainInterfaceType.Create("androidzen.subscription"));
    private static readonly (GrainType Type, GrainInterfaceType Interface) _directory = (GrainType.Create("connection-directory"), GrainInterfaceType.Create("androidzen.connection-directory"));
    private static readonly (GrainType Type, GrainInterfaceType Interface) _presence = (GrainType.Create("presence"), GrainInterfaceType.Create("androidzen.presence"));
    private static readonly (GrainType Type, GrainInterfaceType Interface) _user = (GrainType.Create("user"), GrainInterfaceType.Create("androidzen.user"));
    private static readonly GrainInterfaceType _fleetInterface = GrainInterfaceType.Create("androidzen.fleet-status");
    private static readonly GrainInterfaceType _alertsInterface = GrainInterfaceType.Create("androidzen.alerts");

    /// <summary>Which grain is the status of all devices.</summary>
    internal static GrainId FleetStatus { get; } = GrainId.Create(GrainType.Create("fleet-status"), GrainIdKeyExtensions.CreateIntegerKey(0));

    /// <summary>Which grain has the security alerts.</summary>
    internal static GrainId Alerts { get; } = GrainId.Create(GrainType.Create("alerts"), GrainIdKeyExtensions.CreateIntegerKey(0));

    /// <summary>Which grain is a device.</summary>
    internal static GrainId Device(string deviceId) => GrainId.Create(_device.Type, Prefix + deviceId);

    /// <summary>Which grain is a user.</summary>
    internal static GrainId User(string userId) => GrainId.Create(_user.Type, Prefix + userId);

    /// <summary>Which grain knows who is on a topic.</summary>
    internal static GrainId Presence(string topic) => GrainId.Create(_presence.Type, topic);

    /// <summary>The device with this id (<see cref="DeviceId"/>).</summary>
    public static IDeviceGrain GetDevice(this IGrainFactory grains, string deviceId) => Get<IDeviceGrain>(grains, _device, Prefix + deviceId);

    /// <summary>The status of all devices.</summary>
    public static IFleetStatusGrain GetFleetStatus(this IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return (IFleetStatusGrain)grains.GetGrain(FleetStatus, _fleetInterface);
    }

    /// <summary>The part of the devices' list that has this one.</summary>
    public static IDeviceRosterGrain GetDeviceRoster(this IGrainFactory grains, string deviceId) => grains.GetGrain<IDeviceRosterGrain>(DeviceShard.Of(deviceId));

    /// <summary>The security alerts of all devices.</summary>
    public static IAlertsGrain GetAlerts(this IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return (IAlertsGrain)grains.GetGrain(Alerts, _alertsInterface);
    }

    /// <summary>The sequencer of a topic.</summary>
    public static ISubscriptionGrain GetTopic(this IGrainFactory grains, string topic) => Get<ISubscriptionGrain>(grains, _topic, topic);

    /// <summary>Who is on a topic.</summary>
    public static IPresenceGrain GetPresence(this IGrainFactory grains, string topic) => Get<IPresenceGrain>(grains, _presence, topic);

    /// <summary>The user with this id (<see cref="UserId"/>).</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, string userId) => Get<IUserGrain>(grains, _user, Prefix + userId);

    /// <summary>The shard of the directory that knows where a client is connected.</summary>
    public static IConnectionDirectoryGrain GetConnectionDirectory(this IGrainFactory grains, string clientId)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var id = GrainId.Create(_directory.Type, GrainIdKeyExtensions.CreateIntegerKey(ConnectionShard.Of(clientId)));
        return (IConnectionDirectoryGrain)grains.GetGrain(id, _directory.Interface);
    }

    /// <summary>The id in a device's or user's grain key.</summary>
    public static string ToId(string grainKey)
    {
        ArgumentNullException.ThrowIfNull(grainKey);
        return grainKey[Prefix.Length..];
    }

    private static T Get<T>(IGrainFactory grains, (GrainType Type, GrainInterfaceType Interface) names, string key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return (T)grains.GetGrain(GrainId.Create(names.Type, key), names.Interface);
    }
}
