using System.Runtime.InteropServices;
using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;

namespace AndroidZen.Grains.Devices;

/// <summary>What a device says of itself beyond the members that the platform knows: a JSON object as UTF-8.</summary>
internal static class DeviceDetails
{
    /// <summary>
    /// The details after a report, as JSON Merge Patch has it for members (RFC 7396): a member takes the place of the earlier one of its name, <see langword="null"/> removes it, and
    /// all others stay. Where that is more than <see cref="DeviceStatusReport.MaxDetailsBytes"/>, those go that were reported longest ago.
    /// </summary>
    public static byte[]? Merge(byte[]? known, byte[]? reported)
    {
        if (reported is null)
        {
            return known;
        }

        var members = new List<(string Name, byte[] Value)>();
        foreach (var details in new[] { known, reported })
        {
            AddMembers(members, details);
        }

        members.RemoveAll(member => member.Value.AsSpan().SequenceEqual("null"u8));
        var bytes = members.Sum(SizeOf);
        var first = 0;
        while (bytes > DeviceStatusReport.MaxDetailsBytes)
        {
            bytes -= SizeOf(members[first++]);
        }

        return first == members.Count ? null : JsonText.WriteObject(data => members.Skip(first).ToList().ForEach(member => data.WriteRaw(member.Name, member.Value)));
    }

    private static void AddMembers(List<(string Name, byte[] Value)> members, byte[]? details)
    {
        if (details is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(details);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (TryGetName(member) is { } name)
            {
                members.RemoveAll(earlier => earlier.Name == name);
                members.Add((name, JsonMarshal.GetRawUtf8Value(member.Value).ToArray()));
            }
        }
    }

    /// <summary>A name with half a surrogate pair (<c>"\ud800"</c>), which JSON permits, is no text: such a member is left out.</summary>
    private static string? TryGetName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>With the quotes, the colon and a comma.</summary>
    private static int SizeOf((string Name, byte[] Value) member) => JsonEncodedText.Encode(member.Name, JsonText.Encoder).EncodedUtf8Bytes.Length + member.Value.Length + 4;
}
