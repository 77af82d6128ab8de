using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.Users;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Users;
using YamlDotNet.Serialization;

namespace AndroidZen.WebHost.Tests.Documentation;

/// <summary>docs/asyncapi.yaml, the machine twin of docs/protocol.md, says what the code does. That its schemas hold for what a server sends is tested with tests/Client.Js.Tests/protocol.</summary>
[Collection(PlatformCollection.Name)]
public sealed class AsyncApiDocumentTests(PlatformFixture platform)
{
    private const string FromClients = "client.";
    private const string FromTheServer = "server.";

    private static readonly JsonElement _document = Read();

    private static readonly JsonElement _schemas = _document.GetProperty("components").GetProperty("schemas");

    [Fact]
    public void MessageTypes_OfTheServer_AreTheClosedLists()
    {
        Assert.Equal(MessageTypes.All.Concat(MessageTypes.OfTheServer).Order(), TypesOf(FromTheServer).Order());
        Assert.Equal(MessageTypes.All.Order(), Values("MessageType").Order());
    }

    [Fact]
    public async Task MessageTypes_OfClients_AreThoseThatTheServerTakes()
    {
        await using var client = await platform.Host.ConnectAsync(token: TestTokens.Publisher());
        var taken = new List<string>();
        foreach (var type in MessageTypes.All.Concat(MessageTypes.OfTheServer).Union(TypesOf(FromClients)))
        {
            await client.SendAsync(new { type, id = type });
            var answer = await client.NextAsync(frame => frame.Has("id") && frame.Text("id") == type, $"the answer to {type}");
            if (answer.Type() != MessageTypes.Error || answer.Data().Text("code") is not (ErrorCodes.UnsupportedType or ErrorCodes.UnknownType))
            {
                taken.Add(type);
            }
        }

        Assert.Equal(TypesOf(FromClients).Order(), taken.Order());
    }

    [Fact]
    public void ErrorCodes_Schema_IsTheClosedList() => Assert.Equal(ErrorCodes.All, Values("ErrorCode"));

    [Fact]
    public void CloseCodes_Table_IsTheClosedList() => Assert.Equal(
        DisconnectReason.All.OrderBy(reason => reason.CloseCode).Select(reason => (reason.CloseCode, (string?)reason.Name)),
        CloseCodes().Select(row => (row.GetProperty("code").GetInt32(), row.Text("name"))));

    [Fact]
    public void CloseCodes_OfOurs_TellWhetherToReconnect() => Assert.All(
        CloseCodes().Where(row => row.GetProperty("code").GetInt32() >= 4000),
        row => Assert.Equal(row.GetProperty("code").GetInt32() < 4500, row.GetProperty("reconnect").GetBoolean()));

    [Fact]
    public void ClientMessages_Examples_AreReadWithoutAnError() => Assert.All(MessagesOf(FromClients), message =>
    {
        var examples = message.Value.GetProperty("examples").EnumerateArray().Select(example => example.GetProperty("payload")).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            var read = ClientMessage.Parse(Encoding.UTF8.GetBytes(example.GetRawText()));
            Assert.Equal((null, message.Value.Text("name")), (read.ErrorMessage, read.Type));
            Assert.Equal(example.Has("id"), !read.Id.IsNone);
            if (example.Has("data") && example.Data().Has("topic"))
            {
                Assert.Equal(example.Data().Text("topic"), read.Topic);
                Assert.Equal(example.Data().Has("since"), read.Subscription?.Since is not null);
            }
        });
    });

    [Fact]
    public void Bounds_OfTheSchemas_AreThoseOfTheCode()
    {
        Assert.Equal(FrameEncoder.ProtocolVersion, Property("PublicationEnvelope", "v").GetProperty("const").GetInt32());
        Assert.Equal(FrameEncoder.ProtocolVersion, Property("Greeting", "protocol").GetProperty("const").GetInt32());
        Assert.Equal(DeviceActionStatus.All, Values("DeviceActionStatus"));
        Assert.Equal(UserId.MaxLength, _schemas.GetProperty("UserId").GetProperty("maxLength").GetInt32());
        Assert.Equal(UserId.MaxLength, _schemas.GetProperty("ClientId").GetProperty("maxLength").GetInt32());
        Assert.Equal(
            (TextLimits.Title, TextLimits.Message, TextLimits.Word),
            (MaxLength("NotificationRequest", "title"), MaxLength("NotificationRequest", "message"), MaxLength("NotificationRequest", "severity")));
        Assert.Equal((TextLimits.Word, TextLimits.Word), (MaxLength("DeviceActionReport", "action_id"), MaxLength("DeviceStatusReport", "name")));
        Assert.Equal(Inbox.MaxIds, Property(_schemas.GetProperty("AckRequest").GetProperty("anyOf")[1], "notification_ids").GetProperty("maxItems").GetInt32());
        Assert.Contains($"{DeviceStatusReport.MaxDetailsBytes} bytes", _schemas.GetProperty("DeviceStatusReport").Text("description"), StringComparison.Ordinal);
        Assert.Contains($"{MessageId.MaxBytes} bytes", _schemas.GetProperty("MessageId").Text("description"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("A-Z_a.z:9", true)]
    [InlineData("room/7@x+y=z~,", true)]
    [InlineData("", false)]
    [InlineData("-a", true)]
    [InlineData("a b", false)]
    [InlineData("$all", false)]
    [InlineData("é", false)]
    public void Patterns_OfNames_AreThoseOfTheCode(string name, bool isTopic)
    {
        Assert.Equal((isTopic, isTopic), (TopicNames.IsWellFormed(name), Matches("TopicName", name)));
        Assert.Equal(DeviceId.IsWellFormed(name), Matches("DeviceId", name));
    }

    [Theory]
    [InlineData("TopicName", TopicNames.MaxLength)]
    [InlineData("DeviceId", DeviceId.MaxLength)]
    public void Patterns_OfNames_HaveTheLengthsOfTheCode(string schema, int maxLength) =>
        Assert.Equal((true, false), (Matches(schema, new string('a', maxLength)), Matches(schema, new string('a', maxLength + 1))));

    private static bool Matches(string schema, string text) => Regex.IsMatch(text, _schemas.GetProperty(schema).Text("pattern")!);

    private static JsonElement Property(string schema, string property) => Property(_schemas.GetProperty(schema), property);

    private static JsonElement Property(JsonElement schema, string property) => schema.GetProperty("properties").GetProperty(property);

    private static int MaxLength(string schema, string property) => Property(schema, property).GetProperty("maxLength").GetInt32();

    private static IEnumerable<string> Values(string schema) => _schemas.GetProperty(schema).GetProperty("enum").EnumerateArray().Select(value => value.GetString()!);

    private static List<JsonElement> CloseCodes() => [.. _document.GetProperty("x-close-codes").EnumerateArray()];

    private static IEnumerable<JsonProperty> MessagesOf(string direction) => _document.GetProperty("components").GetProperty("messages").EnumerateObject()
        .Where(message => message.Name.StartsWith(direction, StringComparison.Ordinal));

    private static List<string> TypesOf(string direction) => [.. MessagesOf(direction).Select(message => message.Value.Text("name")!)];

    /// <summary>The document as JSON: YAML's plain scalars with the types that they have.</summary>
    private static JsonElement Read()
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(Repository.Read("docs/asyncapi.yaml"));
        return JsonElement.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml));
    }
}
