using System.Text.Json;
using CsCheck;

namespace AndroidZen.WebHost.Tests.Protocol;

/// <summary>Random JSON that is hard to take, and what is nearly JSON: names twice, half surrogate pairs, numbers that no type holds, depth, length.</summary>
internal static class HostileJson
{
    /// <summary>What is no name, or is hard to compare with one, beside those that count.</summary>
    private static readonly Gen<string> _names = Gen.OneOf(
        "type", "data", "id", "topic", "since", "epoch", "offset", "snapshot", "mode", "\\u0074ype", "ty\\u0070e", "TYPE", "", "\\ud800", "t\\ud800pe", "\\udfffid", "\\\\", "\\u0000");

    private static readonly Gen<string> _leaves = Gen.Frequency(
        (6, Gen.OneOf("null", "true", "\"\"", "0", "-0", "7", "\"a\"", "\"subscription\"", "\"unsubscription\"", "\"heartbeat\"", "\"latest\"", "{}", "[]")),
        (3, Gen.OneOf("1e400", "-1e400", "1e-400", "9223372036854775808", "1.5", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"")),
        (1, Gen.OneOf("01", "+1", ".5", "NaN", "1e", "tru", "'a'", "\"\\x\"", "\"\n\"", "\"", "", "/**/1", "{\"a\":1,}", "[1,]", "\u00a01")),
        (1, Gen.Int[60, 70].Select(depth => new string('[', depth) + new string(']', depth))),
        (1, Gen.OneOf(
            Gen.Const(() => new string('9', 100_000)),
            Gen.Const(() => "1e" + new string('9', 100_000)),
            Gen.Const(() => $"\"{new string('x', 200_000)}\""),
            Gen.Const(() => new string('[', 100_000)),
            Gen.Const(() => string.Concat(Enumerable.Repeat("{\"a\":", 50_000))))),
        (2, Gen.String.Select(text => JsonSerializer.Serialize(text))));

    public static readonly Gen<string> Values = Gen.Recursive<string>((depth, value) => depth > 3
        ? _leaves
        : Gen.Frequency(
            (5, _leaves),
            (1, value.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
            (4, Gen.Select(_names, value).Array[0, 6].Select(ObjectOf))));

    /// <summary>An object of members as they are.</summary>
    public static string ObjectOf((string Name, string Value)[] members) => $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value}"))}}}";
}
