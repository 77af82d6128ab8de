namespace AndroidZen.HostAgent.CommandLine;

/// <summary>The texts that explain the command line.</summary>
internal static class Usage
{
    public const string Hint = "Run it with --help to see the options.";

    public const string Help =
        """
        Reports the machine that it runs on to an AndroidZen web host, as a device with live metrics.

        usage: HostAgent [options]        (dotnet run --project samples/HostAgent -- [options])

          --server URL         the web host's address            (http://localhost:8000)
          --device-id ID       the device to report as           (made from the host name)
          --name NAME          the device's name for people      (the host name)
          --interval SECONDS   between two samples, 0.2 to 3600  (2)
          --token TOKEN        a bearer token; better kept in the environment variable ANDROIDZEN_TOKEN,
                               because other users of the machine can see arguments
          --count N            stop after N samples              (runs until Ctrl-C)
          --help               this text

        exit code: 0 after Ctrl-C, SIGTERM or --count; 1 if the server refuses the reports; 2 if an option is wrong
        """;
}
