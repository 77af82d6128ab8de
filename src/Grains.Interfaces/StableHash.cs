using System.Text;

namespace AndroidZen;

/// <summary>FNV-1a, 32 bits, of the UTF-8: the same in every process, as <see cref="string.GetHashCode()"/> is not.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash;
    }
}
