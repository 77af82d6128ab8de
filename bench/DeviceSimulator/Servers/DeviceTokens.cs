using AndroidZen.TestKit;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>Tokens as the platform's issuer makes them; for longer than a run takes.</summary>
internal sealed class DeviceTokens(string signingKey)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(12);

    /// <summary>Of a device's agent.</summary>
    public string Agent(string deviceId) => TestTokens.Mint(deviceId, "device", _lifetime, signingKey, change: claims => claims["device_id"] = deviceId);

    /// <summary>Of a back end.</summary>
    public string Publisher() => TestTokens.Mint("simulator", "publisher", _lifetime, signingKey);

    /// <summary>Of a watcher.</summary>
    public string Watcher() => TestTokens.Mint("simulator-watcher", lifetime: _lifetime, key: signingKey);
}
