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
        foreach (var member in new[] { known, reported }.OfType<byte[]>().SelectMany(JsonMembers.Read))
        {
            members.RemoveAll(earlier => earlier.Name == member.Name);
            members.Add(member);
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

    /// <summary>With the quotes, the colon and a comma.</summary>
    private static int SizeOf((string Name, byte[] Value) member) => JsonEncodedText.Encode(member.Name, JsonText.Encoder).EncodedUtf8Bytes.Length + member.Value.Length + 4;
}
