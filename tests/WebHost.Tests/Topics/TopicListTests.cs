using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Topics;

namespace AndroidZen.WebHost.Tests.Topics;

/// <summary><c>GET /topics</c>.</summary>
[Collection(PlatformCollection.Name)]
public sealed class TopicListTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _prefix = PlatformFixture.NewId("list");

    [Fact]
    public async Task Get_SubscribedTo_TellsOfEachWhatItIsLike()
    {
        await using var one = await _host.ConnectAsync();
        await using var two = await _host.ConnectAsync();
        var subscribed = await one.SubscribeAsync(_prefix);
        await two.SubscribeAsync(_prefix);
        for (var n = 0; n < 3; n++)
        {
            await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = _prefix });
        }

        var topic = Assert.Single((await GetAsync($"?prefix={_prefix}")).AssertOk("topics").GetProperty("topics").EnumerateArray());
        Assert.Equal("epoch kept offset publications_per_second subscribers topic", topic.Members());
        Assert.Equal(
            (_prefix, 2, subscribed.Text("epoch"), 3, 3, 0.05),
            (topic.Text("topic"), topic.GetProperty("subscribers").GetInt32(), topic.Text("epoch"), topic.GetProperty("offset").GetInt64(), topic.GetProperty("kept").GetInt32(), topic.GetProperty("publications_per_second").GetDouble()));
        await one.UnsubscribeAsync(_prefix);
        await two.UnsubscribeAsync(_prefix);
        Assert.Empty((await GetAsync($"?prefix={_prefix}")).AssertOk("topics").GetProperty("topics").EnumerateArray());
    }

    [Fact]
    public async Task Get_Pages_HaveEveryTopicOnceByName()
    {
        await using var client = await _host.ConnectAsync();
        string[] names = [.. "edcba+/".Select(letter => $"{_prefix}{letter}")];
        foreach (var name in names)
        {
            await client.SubscribeAsync(name);
        }

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync($"?prefix={_prefix}&limit=2&cursor={Uri.EscapeDataString(cursor ?? "")}")).Json;
            listed.AddRange(page.GetProperty("topics").EnumerateArray().Select(topic => topic.Text("topic")!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
        Assert.False((await GetAsync($"?prefix={_prefix}&limit=7")).Json.Has("next_cursor"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("prefix=a%20b", "prefix")]
    [InlineData("prefix=$user", "prefix")]
    [InlineData("cursor=%22", "cursor")]
    public async Task Get_BadParameter_IsRefusedByField(string query, string field) => (await GetAsync("?" + query)).AssertNames(field);

    [Fact]
    public void Page_SeveralGateways_AddsUpAndStopsAtTheLimit()
    {
        GatewaySnapshot[] gateways = [Gateway(("b", 1), ("ab", 2), ("aa", 1)), Gateway(("ab", 3), ("ac", 1))];
        Assert.Equal("aa1 ab5 >ab", Text(ClusterTopics.Page(gateways, "a", null, 2)));
        Assert.Equal("ac1", Text(ClusterTopics.Page(gateways, "a", "ab", 2)));
        Assert.Equal("ac1 b1", Text(ClusterTopics.Page(gateways, null, "ab", 2)));
        Assert.Equal("", Text(ClusterTopics.Page(gateways, "a", "ac", 2)));
    }

    private static string Text((IReadOnlyList<KeyValuePair<string, int>> Topics, string? Next) page) =>
        string.Join(' ', page.Topics.Select(topic => $"{topic.Key}{topic.Value}").Concat(page.Next is { } next ? [$">{next}"] : []));

    private static GatewaySnapshot Gateway(params (string Topic, int Count)[] subscriptions) => new()
    {
        Connections = 1,
        ActiveConnections = 1,
        Users = [],
        Subscriptions = subscriptions.ToDictionary(topic => topic.Topic, topic => topic.Count),
    };

    private Task<Answer> GetAsync(string query) => _host.SendAsync(HttpMethod.Get, "/topics" + query, token: TestTokens.Admin());
}
