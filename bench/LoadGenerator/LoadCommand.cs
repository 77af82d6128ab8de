using System.CommandLine;
using AndroidZen.Load.Reporting;
using AndroidZen.LoadGenerator.Reporting;

namespace AndroidZen.LoadGenerator;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    private const int NothingDelivered = 1;

    public static RootCommand Create()
    {
        var url = new Option<Uri>("--url") { Description = "The server.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:8000"), CustomParser = result => new Uri(result.Tokens[0].Value) };
        var connections = new Option<int>("--connections") { Description = "How many sockets.", DefaultValueFactory = _ => 100 };
        var connectRate = new Option<double>("--connect-rate") { Description = "Connections per second; 0: as fast as the server takes them, 64 at a time.", DefaultValueFactory = _ => 0 };
        var clientId = new Option<string?>("--client-id") { Description = "Their client ids, for example load-{n}." };
        var token = new Option<string?>("--token") { Description = "The token of the sockets." };
        var topics = new Option<string[]>("--topics") { Description = "What each socket subscribes to; {n} is its number: metrics_device-{n}.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["performance"] };
        var topicCount = new Option<int>("--topic-count") { Description = "{n} in topics goes up to this and begins anew; 0: each socket has its own.", DefaultValueFactory = _ => 0 };
        var publishTopics = new Option<string[]>("--publish-topics") { Description = "What to publish to, in turns; what is subscribed to, unless given.", AllowMultipleArgumentsPerToken = true };
        var publishToken = new Option<string?>("--publish-token") { Description = "The publishers' token." };
        var rate = new Option<double>("--rate") { Description = "Publications per second; 0: none, only listen.", DefaultValueFactory = _ => 10 };
        var inFlight = new Option<int>("--in-flight") { Description = "Instead of a rate: as fast as the server answers, so many at a time.", DefaultValueFactory = _ => 0 };
        var payload = new Option<int>("--payload") { Description = "Bytes of each publication's data.", DefaultValueFactory = _ => 256 };
        var duration = new Option<double>("--duration") { Description = "Seconds to publish.", DefaultValueFactory = _ => 30 };
        var sources = new Option<int>("--sources") { Description = "Source addresses 127.0.0.1, 127.0.0.2, … for more than 28,000 sockets to one server on loopback.", DefaultValueFactory = _ => 0 };
        var output = new Option<string?>("--output") { Description = "A file for the figures, as JSON." };
        var command = new RootCommand("Puts a running server of the platform under load, and says what came of it. Linux; http.")
        {
            url, connections, connectRate, clientId, token, topics, topicCount, publishTopics, publishToken, rate, inFlight, payload, duration, sources, output,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new LoadOptions
            {
                Url = result.GetValue(url)!,
                Connections = result.GetValue(connections),
                ConnectRate = result.GetValue(connectRate),
                ClientId = result.GetValue(clientId),
                Topics = result.GetValue(topics)!,
                TopicCount = result.GetValue(topicCount),
                PublishTopics = result.GetValue(publishTopics) is { Length: > 0 } some ? some : result.GetValue(topics)!,
                Rate = result.GetValue(rate),
                InFlight = result.GetValue(inFlight),
                Payload = result.GetValue(payload),
                Duration = TimeSpan.FromSeconds(result.GetValue(duration)),
                Sources = result.GetValue(sources),
            };
            var report = await LoadRun.RunAsync(options, new Tokens(result.GetValue(token), result.GetValue(publishToken)), cancellationToken);
            Console.WriteLine(LoadReportText.Write(report));
            if (result.GetValue(output) is { } path)
            {
                await ReportFile.WriteAsync(report, LoadReportJson.Default.LoadReport, path);
            }

            return report.Delivered == 0 ? NothingDelivered : 0;
        });
        return command;
    }
}
