using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using AndroidZen.Devices;
using AndroidZen.Grains.Presence;
using AndroidZen.Protocol;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.Users;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Tests.Documentation;

/// <summary>docs/protocol.md says what the code does.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string _document = Repository.Read("docs/protocol.md");

    [Fact]
    public void ErrorCodes_Table_IsTheClosedList() =>
        Assert.Equal(ErrorCodes.All, Rows("## Error codes").Select(row => row[0].Trim('`')));

    [Fact]
    public void ErrorCodes_List_HasEveryConstant() =>
        Assert.Equal(ErrorCodes.All.Order(), typeof(ErrorCodes).GetFields().Select(field => (string)field.GetValue(null)!).Order());

    [Fact]
    public void CloseCodes_Table_IsTheClosedList() => Assert.Equal(
        DisconnectReason.All.OrderBy(reason => reason.CloseCode).Select(reason => (reason.CloseCode.ToString(System.Globalization.CultureInfo.InvariantCulture), reason.Name)),
        Rows("## Close codes").Select(row => (row[0], row[1].Trim('`'))));

    [Fact]
    public void CloseCodes_List_HasEveryReason() => Assert.Equal(
        typeof(DisconnectReason).GetFields().Where(field => field.FieldType == typeof(DisconnectReason)).Select(field => (DisconnectReason)field.GetValue(null)!),
        DisconnectReason.All);

    [Fact]
    public void CloseCodes_OfOurs_TellWhetherToReconnect() => Assert.All(
        Rows("## Close codes").Where(row => row[0].StartsWith('4')),
        row => Assert.Equal(row[0][1] < '5', row[3].StartsWith("yes", StringComparison.Ordinal)));

    [Fact]
    public void TopicRules_Table_IsThatOfTheCode() => Assert.Equal(
        TopicPolicies.Defaults.Select(rule => new[]
        {
            $"`{rule.Pattern}`", YesOrNo(rule.Durable), YesOrNo(rule.Conflate), $"{rule.HistoryCount}", $"{rule.HistoryBytes}", $"{rule.HistoryAge}", $"{rule.SnapshotKeys}", $"{rule.SubscribeRole}", YesOrNo(rule.Presence),
        }),
        Rows("### Topic rules"));

    private static string YesOrNo(bool? value) => value switch { null => "", true => "yes", false => "no" };

    [Fact]
    public void MessageTypes_Section_IsTheClosedLists() => Assert.Equal(
        MessageTypes.All.Concat(MessageTypes.OfTheServer).Concat(MessageTypes.OfTheClient).Order(), CodeSpan().Matches(Section("## Message types")).Select(match => match.Groups[1].Value).Order());

    [Fact]
    public void Lengths_InTheText_AreThoseOfTheCode() => Assert.All(
        new[] { $"{TopicNames.MaxLength} characters", $"| device | 1 to {DeviceId.MaxLength} ", $"| user, client | 1 to {UserId.MaxLength} ", $"{MessageId.MaxBytes} bytes", $"{DeviceStatusReport.MaxDetailsBytes} bytes" },
        text => Assert.Contains(text, _document, StringComparison.Ordinal));

    [Fact]
    public void Defaults_InTheText_AreThoseOfTheCode()
    {
        var defaults = new ClientConnectionOptions();
        Assert.All(
            new[] { $"`Connections:MessageRate` ({defaults.MessageRate}) ", $"`Connections:MessageBurst` ({defaults.MessageBurst}) ", $"`Connections:IdleTimeout` ({defaults.IdleTimeout.TotalMinutes} minutes)" },
            text => Assert.Contains(text, _document, StringComparison.Ordinal));
    }

    [Fact]
    public void Lengths_Table_IsThatOfTheCode() => Assert.Equal(
        [TextLimits.Word, TextLimits.Title, TextLimits.Message],
        Rows("## Lengths").Select(row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Examples_AreWellFormed_AndOfKnownTypes()
    {
        var examples = Example().Matches(_document).Select(match => JsonElement.Parse(match.Groups[1].Value)).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples.Where(example => example.TryGetProperty("type", out _)), example =>
            Assert.Contains(example.GetProperty("type").GetString()!, MessageTypes.All.Concat(MessageTypes.OfTheServer).Concat(MessageTypes.OfTheClient)));
    }

    [Fact]
    public void Example_OfAPublication_IsWhatTheEncoderWrites()
    {
        var example = Example().Matches(_document).Select(match => match.Groups[1].Value).First();
        var envelope = JsonElement.Parse(example);

        var frame = FrameEncoder.Publication(new Publication
        {
            Topic = envelope.GetProperty("topic").GetString()!,
            Position = new TopicPosition(envelope.GetProperty("epoch").GetString()!, envelope.GetProperty("offset").GetInt64()),
            Type = envelope.GetProperty("type").GetString()!,
            Timestamp = envelope.GetProperty("timestamp").GetDateTimeOffset(),
            Data = Encoding.UTF8.GetBytes(envelope.GetProperty("data").GetRawText()),
        });

        Assert.Equal(JsonSerializer.Serialize(envelope), JsonSerializer.Serialize(JsonElement.Parse(frame.Text.Span)));
    }

    [Fact]
    public void Example_OfReconnect_IsWhatTheEncoderWrites()
    {
        var example = JsonElement.Parse(Example().Matches(Section("### Reconnect")).Single().Groups[1].Value);
        var frame = FrameEncoder.Reconnect(
            TimeSpan.FromMilliseconds(example.GetProperty("data").GetProperty("after_ms").GetInt64()), example.GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal(JsonSerializer.Serialize(example), JsonSerializer.Serialize(JsonElement.Parse(frame.Text.Span)));
    }

    [Fact]
    public void Examples_OfTokenRenewal_AreWhatIsReadAndWritten()
    {
        var examples = Example().Matches(Section("### Token renewal")).Select(match => match.Groups[1].Value).ToList();
        var request = ClientMessage.Parse(Encoding.UTF8.GetBytes(examples[0]));
        Assert.Equal((MessageTypes.Auth, "token"), (request.Type, JsonElement.Parse(request.Data.Span).Members()));

        var (ack, rejection) = (JsonElement.Parse(examples[1]), JsonElement.Parse(examples[2]));
        var now = ack.GetProperty("timestamp").GetDateTimeOffset();
        var caller = new Caller { UserId = ack.Data().Text("user_id"), Username = ack.Data().Text("username"), TokenExpiresAt = now.AddSeconds(ack.Data().GetProperty("token_expires_in_s").GetInt64()) };
        AssertIs(ack, FrameEncoder.Ack(FrameEncoder.RenewedToken(caller, now), now, request.Id));
        AssertIs(rejection, FrameEncoder.SubscriptionRejected(rejection.Data().Text("topic")!, ErrorCodes.NotPermitted, rejection.Data().Text("message")!, now, default));
    }

    [Fact]
    public void Examples_OfPresence_AreWhatTheGrainPublishes()
    {
        var examples = Example().Matches(Section("### Presence")).Select(match => JsonElement.Parse(match.Groups[1].Value)).ToList();
        Assert.Equal(["join", "leave"], examples.Select(example => example.Data().Text("event")));
        Assert.All(examples, example =>
        {
            var data = example.Data();
            var client = new PresentClient(data.Text("client_id")!, data.Text("user_id"), data.GetProperty("timestamp").GetDateTimeOffset());
            var draft = PresenceMessages.Draft(data.Text("topic")!, new PresenceChange(data.Text("event") == "join", client));
            Assert.Equal(JsonSerializer.Serialize(data), JsonSerializer.Serialize(JsonElement.Parse(draft.Data)));
            Assert.Equal((example.Type(), example.Text("key"), example.Text("topic")), (draft.Type, draft.Key, TopicNames.Presence(data.Text("topic")!)));
        });
    }

    [Fact]
    public void Examples_OfWhoIsThere_AreOfTheAnswersShape()
    {
        var examples = Example().Matches(Section("### Who is there")).Select(match => match.Groups[1].Value).ToList();
        AssertShape(examples[0], WireJson.Default.TopicPresenceAnswer);
        AssertShape(examples[1], WireJson.Default.UserPresenceAnswer);
        AssertShape(examples[2], WireJson.Default.TopicsAnswer);
    }

    private static void AssertShape<T>(string example, JsonTypeInfo<T> shape) => Assert.Equal(
        JsonSerializer.Serialize(JsonElement.Parse(example)), JsonSerializer.Serialize(JsonSerializer.SerializeToElement(JsonSerializer.Deserialize(example, shape)!, shape)));

    private static void AssertIs(JsonElement example, Frame frame) => Assert.Equal(JsonSerializer.Serialize(example), JsonSerializer.Serialize(JsonElement.Parse(frame.Text.Span)));

    /// <summary>What stands under a heading: to the next one of its level, or of a higher one.</summary>
    private static string Section(string heading)
    {
        var start = _document.IndexOf(heading + "\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no section '{heading}'.");
        var end = heading.StartsWith("### ", StringComparison.Ordinal) ? AnyHeading() : HighHeading();
        return end.Match(_document, start + heading.Length) is { Success: true } next ? _document[(start + heading.Length)..next.Index] : _document[(start + heading.Length)..];
    }

    private static IEnumerable<string[]> Rows(string heading) => Section(heading).Split('\n')
        .Where(line => line.StartsWith('|'))
        .Skip(2)
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    [GeneratedRegex("\n## ")]
    private static partial Regex HighHeading();

    [GeneratedRegex("\n##[#]? ")]
    private static partial Regex AnyHeading();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
