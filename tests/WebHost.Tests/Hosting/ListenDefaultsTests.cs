using AndroidZen.WebHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.WebHost.Tests.Hosting;

public sealed class ListenDefaultsTests
{
    [Fact]
    public void AddListenDefaults_NothingConfigured_IsTheAddressOfTheSpecification() =>
        Assert.Equal("http://localhost:8000", UrlsWith());

    [Theory]
    [InlineData("urls", "http://localhost:1", "http://localhost:1")]
    [InlineData("http_ports", "8080", null)]
    [InlineData("https_ports", "8443", null)]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://localhost:1", null)]
    public void AddListenDefaults_ToldInAnyStandardWay_GivesWay(string key, string value, string? urls) =>
        Assert.Equal(urls, UrlsWith($"--{key}={value}"));

    private static string? UrlsWith(params string[] arguments)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddCommandLine(arguments);
        return builder.AddListenDefaults().Configuration["urls"];
    }
}
