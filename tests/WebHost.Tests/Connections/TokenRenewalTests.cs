using System.Security.Claims;
using System.Text.Json;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Gateways;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>New tokens for open connections, and the end of those that get none: real sockets, on a clock that the test moves.</summary>
public sealed class TokenRenewalTests(TokenRenewalTests.Fixture renewing) : IClassFixture<TokenRenewalTests.Fixture>
{
    private const string Metrics = """{"type":"live_metrics","id":"m","data":{"device_id":"d","metrics":{}}}""";

    /// <summary>Shorter than anything else that a passing time would bring about: leases, or a device of which nothing is heard.</summary>
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(1);

    /// <summary>How long behind its expiry a token still counts, and until the sweep has come by.</summary>
    private static readonly TimeSpan _skewAndASweep = new AuthOptions().ClockSkew + TimeSpan.FromSeconds(2);

    private readonly PlatformHost _host = renewing.Host;
    private readonly TestClock _clock = renewing.Clock;
    private readonly string _user = PlatformFixture.NewId("user");

    [Fact]
    public async Task Auth_NewTokenOfTheUser_IsAcknowledgedWithTheIdAndTheNewExpiry()
    {
        await using var client = await ConnectAsync(Mint(_lifetime));
        Assert.InRange(client.Greeting.GetProperty("token_expires_in_s").GetInt32(), 50, 60);
        await client.SendAsync(new { type = "auth", id = 9, data = new { token = Mint(2 * _lifetime, subject: "new name") } });

        var frame = await AnswerAsync(client);
        Assert.Equal(("ack", 9, "token_expires_in_s user_id username"), (frame.Type(), frame.GetProperty("id").GetInt32(), frame.Data().Members()));
        Assert.Equal((_user, "new name"), (frame.Data().Text("user_id"), frame.Data().Text("username")));
        Assert.InRange(frame.Data().GetProperty("token_expires_in_s").GetInt32(), 110, 120);
        await AssertNothingMoreAsync(client);
    }

    [Fact]
    public async Task Auth_MoreRights_CountFromTheAnswerOn()
    {
        await using var client = await ConnectAsync(Mint(_lifetime));
        await client.SendTextAsync(Metrics);
        Assert.Equal("not_permitted", (await AnswerAsync(client)).Data().Text("code"));
        Assert.Equal("rejected", (await client.SubscribeAsync("backend_jobs")).Text("status"));

        await RenewAsync(client, Mint(_lifetime, "publisher"));
        await client.SendTextAsync(Metrics);
        Assert.Equal(("ack", "m"), await AnswerAsync(client) switch { var frame => (frame.Type(), frame.Text("id")) });
        Assert.Equal("subscribed", (await client.SubscribeAsync("backend_jobs")).Text("status"));
    }

    [Fact]
    public async Task Auth_FewerRights_TopicsThatAreNotPermittedAreLeftBeforeTheAnswer()
    {
        var (forbidden, permitted) = (PlatformFixture.NewId("backend"), PlatformFixture.NewId("other"));
        string[] watching = [$"presence:{forbidden}", forbidden];
        await using var client = await ConnectAsync(Mint(_lifetime, "publisher"));
        foreach (var topic in watching.Append(permitted))
        {
            await client.SubscribeAsync(topic);
        }

        await client.SendAsync(new { type = "auth", id = "a", data = new { token = Mint(_lifetime) } });
        var left = new[] { await AnswerAsync(client), await AnswerAsync(client) };
        Assert.Equal(watching.Order(), left.Select(frame => frame.Data().Text("topic")!).Order());
        Assert.All(left, frame => Assert.Equal(
            ("subscription", "rejected", "not_permitted", false), (frame.Type(), frame.Data().Text("status"), frame.Data().Text("code"), frame.Has("id"))));
        Assert.Equal(("ack", "a"), await AnswerAsync(client) switch { var frame => (frame.Type(), frame.Text("id")) });

        Assert.Equal(0, await BroadcastAsync(forbidden));
        Assert.Equal(1, await BroadcastAsync(permitted));
        Assert.Equal(permitted, (await AnswerAsync(client)).Text("topic"));
        await client.SendTextAsync(Metrics);
        Assert.Equal("not_permitted", (await AnswerAsync(client)).Data().Text("code"));
    }

    [Fact]
    public async Task Auth_NotGoodEnoughToConnect_IsInvalidTokenAndTheEarlierOneCounts()
    {
        await using var client = await ConnectAsync(Mint(_lifetime, "publisher"));
        string[] messages =
        [
            """{"type":"auth","id":1}""",
            """{"type":"auth","id":1,"data":{}}""",
            """{"type":"auth","id":1,"data":{"token":null}}""",
            """{"type":"auth","id":1,"data":{"token":5}}""",
            """{"type":"auth","id":1,"data":{"token":" "}}""",
            """{"type":"auth","id":1,"data":{"token":"\ud800"}}""",
            Auth("nonsense"),
            Auth("with\r\nX-Injected: header"),
            Auth("Bearer " + Mint(_lifetime)),
            Auth(Mint(-_lifetime)),
            Auth(Mint(_lifetime) + "x"),
            Auth(TestTokens.Mint(_user, key: "another key that is long enough for HS256")),
            Auth(TestTokens.Mint(_user, change: claims => claims["type"] = "refresh")),
            Auth(TestTokens.Mint(_user, change: claims => claims["nbf"] = Seconds(_lifetime))),
            Auth(TestTokens.Mint("two\nlines")),
        ];
        foreach (var message in messages)
        {
            await client.SendTextAsync(message);
            var frame = await AnswerAsync(client);
            Assert.Equal(("error", "invalid_token", 1), (frame.Type(), frame.Data().Text("code"), frame.GetProperty("id").GetInt32()));
            Assert.Contains("data.token", frame.Data().Text("message"), StringComparison.Ordinal);
        }

        await client.SendTextAsync(Metrics);
        Assert.Equal("ack", (await AnswerAsync(client)).Type());
    }

    [Fact]
    public async Task Auth_TokenOfAnotherUser_IsNotPermittedAndTheEarlierOneCounts()
    {
        await using var client = await ConnectAsync(Mint(_lifetime));
        await AssertNotPermittedAsync(client, TestTokens.Admin());
        await client.SendTextAsync(Metrics);
        Assert.Equal("not_permitted", (await AnswerAsync(client)).Data().Text("code"));
    }

    [Fact]
    public async Task Auth_ConnectionWithoutToken_IsNotPermitted()
    {
        await using var client = await _host.ConnectAsync();
        await AssertNotPermittedAsync(client, Mint(_lifetime));
        await client.SendTextAsync("""{"type":"auth","id":1}""");
        Assert.Equal("not_permitted", (await AnswerAsync(client)).Data().Text("code"));
        await AssertNothingMoreAsync(client);
    }

    [Fact]
    public async Task Auth_AgentOfADevice_StaysTheAgentOfThatDeviceAlone()
    {
        var device = PlatformFixture.NewId("device");
        await using var agent = await ConnectAsync(Mint(_lifetime, "device", device: device));
        await AssertNotPermittedAsync(agent, Mint(_lifetime, "device", device: PlatformFixture.NewId("device")));
        await AssertNotPermittedAsync(agent, Mint(_lifetime, "user", device: device));
        await AssertNotPermittedAsync(agent, Mint(_lifetime, "admin", device: device));

        await RenewAsync(agent, Mint(2 * _lifetime, "device", device: device));
        await agent.SendTextAsync("""{"type":"live_metrics","data":{"metrics":{}}}""");
        Assert.Equal(device, (await agent.NextAsync("ack")).Data().Text("device_id"));
        Assert.Equal("connected", await StatusAsync(device));
    }

    [Fact]
    public async Task Auth_ThatWouldMakeAnAgent_IsNotPermitted()
    {
        await using var client = await ConnectAsync(Mint(_lifetime));
        await AssertNotPermittedAsync(client, Mint(_lifetime, "device", device: PlatformFixture.NewId("device")));
    }

    [Fact]
    public async Task Auth_AuthorityDoesNotAnswer_IsUnavailableAndNoVerdictOnTheToken()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var services = ServicesThatAnswer(Task.FromException<AuthenticateResult>(new TokenAuthorityException("no keys", new TimeoutException())));
        var caller = new Caller { UserId = _user };
        await using var client = new FakeClient(_clock, caller: caller);
        var renewal = new TokenRenewal(new SocketTokens(services), null!, null!, _clock, loggers.CreateLogger<TokenRenewal>());

        var answer = await renewal.RenewAsync(client.Connection, _anyToken);
        Assert.Equal((null, "unavailable"), (answer.Answer, answer.Code));
        Assert.Same(caller, client.Connection.Caller);
        Assert.Equal(EventIds.RenewalUnchecked, Assert.Single(log.Errors).EventId);
    }

    /// <summary>The rights are gone at once, whatever the cluster does.</summary>
    [Fact]
    public async Task Auth_FewerRightsAndTheClusterDoesNotAnswer_IsAcknowledgedAndNothingIsDelivered()
    {
        const string topic = "backend_jobs";
        await using var gateway = GatewayUnderTest.Create(("Topics:Rules:0:Pattern", "backend*"), ("Topics:Rules:0:SubscribeRole", "publisher"));
        var identity = new ClaimsIdentity([new Claim("sub", _user)], "test");
        await using var services = ServicesThatAnswer(Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test"))));
        var subscriptions = gateway.Get<GatewaySubscriptions>();
        var client = gateway.Connect();
        client.Connection.Renew(new Caller { UserId = _user, Roles = ["publisher"] });
        client.Connection.Topics.Add(topic);
        await subscriptions.SubscribeAsync(topic, client.Connection, default, _ => { });
        gateway.Cluster.Fail(topic);

        var renewal = new TokenRenewal(new SocketTokens(services), gateway.Get<TopicAccess>(), subscriptions, gateway.Clock, gateway.Get<ILogger<TokenRenewal>>());
        Assert.NotNull((await renewal.RenewAsync(client.Connection, _anyToken)).Answer);
        Assert.Equal((topic, "rejected"), Assert.Single(await client.ReceivedAsync()).Data() switch { var data => (data.Text("topic"), data.Text("status")) });
        Assert.Equal((0, false), (subscriptions.ConnectionsOn(topic).Count, client.Connection.Topics.Contains(topic)));
        Assert.Single(gateway.Log.Lines, line => line.EventId == EventIds.LeavingUntold);
    }

    [Fact]
    public async Task Token_ExpiresAndIsNotRenewed_IsClosedWith4003AndTheRenewedOneStays()
    {
        var topic = PlatformFixture.NewId("topic");
        await using var renewed = await ConnectAsync(Mint(_lifetime));
        await using var expiring = await ConnectAsync(Mint(_lifetime));
        await using var anonymous = await _host.ConnectAsync();
        foreach (var client in new[] { renewed, expiring, anonymous })
        {
            await client.SubscribeAsync(topic);
        }

        await RenewAsync(renewed, Mint(2 * _lifetime));
        _clock.Advance(_lifetime);
        Sweep();
        Assert.Equal(3, await BroadcastAsync(topic)); // Within the skew of the clocks.
        var logged = _host.Log.WhenAsync(line => line.EventId == EventIds.Disconnected && line.Text.Contains("token_expired", StringComparison.Ordinal), "a token has expired");
        _clock.Advance(_skewAndASweep);
        Assert.Equal(4003, await expiring.WhenClosedAsync());
        await logged;
        Sweep();
        Assert.Equal(2, await BroadcastAsync(topic));
        await renewed.NextAsync("analytics_update");
        await renewed.DrainAsync();
        await anonymous.DrainAsync();

        _clock.Advance(_lifetime);
        Assert.Equal(4003, await renewed.WhenClosedAsync());
        Assert.Equal(1, await BroadcastAsync(topic));
        await using var back = await SocketClient.OpenAsync(_host.Address, token: Mint(-_skewAndASweep));
        Assert.Equal(4500, await back.WhenClosedAsync());
        _host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Token_OfAnAgentExpires_ItsDeviceIsDisconnected()
    {
        var device = PlatformFixture.NewId("device");
        await using var agent = await ConnectAsync(Mint(_lifetime, "device", device: device));
        Assert.Equal("connected", await StatusAsync(device));
        _clock.Advance(_lifetime + _skewAndASweep);
        Assert.Equal(4003, await agent.WhenClosedAsync());
        Assert.Equal("disconnected", await StatusAsync(device));
    }

    private static readonly byte[] _anyToken = """{"token":"any"}"""u8.ToArray();

    private static ServiceProvider ServicesThatAnswer(Task<AuthenticateResult> answer) =>
        new ServiceCollection().AddSingleton(Stub.For<IAuthenticationService>((_, _) => answer)).BuildServiceProvider();

    private static string Auth(string token) => JsonSerializer.Serialize(new { type = "auth", id = 1, data = new { token } });

    private Task<SocketClient> ConnectAsync(string token) => _host.ConnectAsync(token: token);

    private long Seconds(TimeSpan fromNow) => (_clock.GetUtcNow() + fromNow).ToUnixTimeSeconds();

    /// <summary>A token of the test's user.</summary>
    private string Mint(TimeSpan lifetime, string? role = null, string? subject = null, string? device = null) => TestTokens.Mint(subject ?? _user, role, change: claims =>
    {
        (claims["user_id"], claims["exp"]) = (_user, Seconds(lifetime));
        if (device is not null)
        {
            claims["device_id"] = device;
        }
    });

    /// <summary>The next frame, if it is no heartbeat of the server: another test's passing time may have brought one about.</summary>
    private static Task<JsonElement> AnswerAsync(SocketClient client) => client.NextAsync(frame => frame.Type() != "heartbeat", "answer");

    private static async Task AssertNothingMoreAsync(SocketClient client) => Assert.DoesNotContain(await client.DrainAsync(), frame => frame.Type() != "heartbeat");

    private static async Task RenewAsync(SocketClient client, string token)
    {
        await client.SendTextAsync(Auth(token));
        await client.NextAsync("ack");
    }

    private static async Task AssertNotPermittedAsync(SocketClient client, string token)
    {
        await client.SendTextAsync(Auth(token));
        var frame = await client.NextAsync("error");
        Assert.Equal(("not_permitted", 1), (frame.Data().Text("code"), frame.GetProperty("id").GetInt32()));
        Assert.Contains("connect anew", frame.Data().Text("message"), StringComparison.Ordinal);
    }

    private void Sweep() => _host.Services.GetServices<IHostedService>().OfType<ConnectionSweep>().Single().Run();

    private async Task<int> BroadcastAsync(string topic) =>
        (await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic })).Json.GetProperty("recipients").GetInt32();

    private async Task<string?> StatusAsync(string device) => (await _host.SendAsync(HttpMethod.Get, $"/devices/{device}")).Json.Text("status");

    public sealed class Fixture : IAsyncLifetime
    {
        internal PlatformHost Host { get; private set; } = null!;

        internal TestClock Clock { get; } = new();

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(
            new Dictionary<string, string>(PlatformFixture.Quiet)
            {
                ["Topics:Rules:0:Pattern"] = "backend*",
                ["Topics:Rules:0:SubscribeRole"] = "publisher",
            },
            services: services => services.UseTestClock(Clock));

        public async Task DisposeAsync()
        {
            Host.Log.AssertNoErrors();
            await Host.DisposeAsync();
        }
    }
}
