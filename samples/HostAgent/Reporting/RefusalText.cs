using System.Globalization;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>Tells a person why the server refuses the reports, and what to do about it.</summary>
internal static class RefusalText
{
    private const int MaxLineLength = 500;

    public static IEnumerable<string> Lines(SendOutcome.Refused refused, bool hasToken)
    {
        var what = refused.Problem?.Detail ?? refused.Problem?.Title ?? "no reason given";
        yield return Clean(string.Create(CultureInfo.InvariantCulture, $"The server refuses the report ({refused.StatusCode}): {what}"));
        foreach (var (field, errors) in refused.Problem?.Errors ?? new Dictionary<string, string[]>())
        {
            yield return Clean($"  {field}: {string.Join(" ", errors)}");
        }

        if (Hint(refused.StatusCode, hasToken) is { } hint)
        {
            yield return hint;
        }
    }

    private static string? Hint(int statusCode, bool hasToken) => statusCode switch
    {
        401 or 403 when hasToken => "The token may have expired, or not allow this: give another with --token or in ANDROIDZEN_TOKEN.",
        401 or 403 => "This server wants a token: give one with --token or in ANDROIDZEN_TOKEN.",
        404 or 405 => "Is --server the address of an AndroidZen web host?",
        _ => null,
    };

    // Another program's text: it must not steer the terminal, nor fill it.
    private static string Clean(string text) =>
        string.Concat(text.Take(MaxLineLength).Select(character => char.IsControl(character) ? ' ' : character));
}
