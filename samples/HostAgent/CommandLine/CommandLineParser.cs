using System.Globalization;

namespace AndroidZen.HostAgent.CommandLine;

/// <summary>Turns arguments and environment into options. No text that it makes holds a value: one of them may be the token.</summary>
internal static class CommandLineParser
{
    public const string TokenVariable = "ANDROIDZEN_TOKEN";

    private const int MaxNameLength = 100;
    private const double MinIntervalSeconds = 0.2;
    private const double MaxIntervalSeconds = 3600;

    public static ParsedCommandLine Parse(IReadOnlyList<string> args, Func<string, string?> environment, string hostName)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            return ParsedCommandLine.Help(Usage.Help);
        }

        var options = new AgentOptions { DeviceId = DeviceIds.FromHostName(hostName), Name = Shorten(hostName) };
        if (environment(TokenVariable)?.Trim() is { Length: > 0 } token && Apply(ref options, TokenVariable, token) is { } tokenError)
        {
            return Error(tokenError);
        }

        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                return Error($"argument {i + 1} belongs to no option: every option is --name VALUE or --name=VALUE.");
            }

            var parts = args[i].Split('=', 2);
            var name = parts[0];
            var value = parts.Length == 2 ? parts[1] : i + 1 < args.Count ? args[++i] : null;
            var error = value is null && IsKnown(name) ? $"{name} needs a value." : Apply(ref options, name, value ?? "");
            if (error is not null)
            {
                return Error(error);
            }
        }

        return ParsedCommandLine.Run(options);
    }

    private static bool IsKnown(string name) => name is "--server" or "--device-id" or "--name" or "--interval" or "--token" or "--count";

    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    private static string? Apply(ref AgentOptions options, string name, string value)
    {
        switch (name)
        {
            case "--server" when TryReadServer(value, out var server):
                options = options with { Server = server };
                return null;
            case "--server":
                return "--server must be an absolute http or https address without user, query and fragment, as in http://localhost:8000.";
            case "--device-id" when DeviceIds.IsWellFormed(value):
                options = options with { DeviceId = value };
                return null;
            case "--device-id":
                return $"--device-id must be {DeviceIds.Rule}.";
            case "--name" when value.Length is > 0 and <= MaxNameLength && !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl):
                options = options with { Name = value };
                return null;
            case "--name":
                return $"--name must be 1 to {MaxNameLength} characters, not all blank, without control characters.";
            case "--interval" when TryReadInterval(value, out var interval):
                options = options with { Interval = interval };
                return null;
            case "--interval":
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"--interval must be a number of seconds, {MinIntervalSeconds} to {MaxIntervalSeconds}.");
            case "--count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
                options = options with { Count = count };
                return null;
            case "--count":
                return $"--count must be a whole number, 1 to {int.MaxValue}.";
            case "--token" or TokenVariable when value.Length > 0 && value.All(character => character is > ' ' and <= '~'):
                options = options with { Token = value };
                return null;
            case "--token" or TokenVariable:
                return $"{name} must be a token of visible ASCII characters, without blanks.";
            default:
                return $"{name} is not an option.";
        }
    }

    private static bool TryReadServer(string value, out Uri server)
    {
        server = null!;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0)
        {
            return false;
        }

        // Without the slash a relative path would replace the last part of the address instead of following it.
        server = uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
        return true;
    }

    private static bool TryReadInterval(string value, out TimeSpan interval)
    {
        var isGood = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= MinIntervalSeconds and <= MaxIntervalSeconds;
        interval = isGood ? TimeSpan.FromSeconds(seconds) : default;
        return isGood;
    }

    private static string Shorten(string hostName) => hostName.Length switch
    {
        0 => "host",
        > MaxNameLength => hostName[..MaxNameLength],
        _ => hostName,
    };

    private static ParsedCommandLine Error(string error) => ParsedCommandLine.Error($"{error}{Environment.NewLine}{Usage.Hint}");
}
