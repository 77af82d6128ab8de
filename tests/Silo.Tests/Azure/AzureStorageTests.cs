using System.Diagnostics;
using System.Text.Json;
using AndroidZen.Silo.Azure;
using AndroidZen.TestKit;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Tests.Azure;

/// <summary>What can be known of Azure Storage without its packages; with them <c>./test.sh --azure</c> runs the rest.</summary>
public sealed class AzureStorageTests
{
    private static readonly string[] _packages =
    [
        "Microsoft.Orleans.Clustering.AzureStorage", "Microsoft.Orleans.Persistence.AzureStorage", "Microsoft.Orleans.Reminders.AzureStorage", "Microsoft.Orleans.Streaming.AzureStorage",
    ];

    [Fact]
    public void AddAzureStorage_BuildWithoutThePackages_SaysHowToBuild()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Orleans:Reminders:ProviderType"] = "AzureTableStorage";
        var message = Assert.Throws<InvalidOperationException>(builder.AddAzureStorage).Message;
        Assert.Contains("Orleans:Reminders:ProviderType", message, StringComparison.Ordinal);
        Assert.Contains("-p:AzureStorage=true", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Silo")]
    [InlineData("src/WebHost")]
    public async Task AzureStorageProperty_OfTheBuild_AddsItsPackagesAndNothingElse(string project)
    {
        var (without, with) = (await EvaluateAsync(project), await EvaluateAsync(project, "-p:AzureStorage=true"));
        Assert.Equal(_packages, with["PackageReference"].Except(without["PackageReference"]).Order());
        Assert.Empty(without["PackageReference"].Except(with["PackageReference"]));
        Assert.All(without.Keys.Where(kind => kind != "PackageReference"), kind => Assert.Equal(without[kind], with[kind]));
    }

    /// <summary>What the project is made of, as MSBuild sees it.</summary>
    private static async Task<Dictionary<string, List<string>>> EvaluateAsync(string project, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", "-getItem:PackageReference,ProjectReference,FrameworkReference,Compile,EmbeddedResource,Content,None", "-getProperty:DefineConstants", .. properties])
        {
            WorkingDirectory = Path.Combine(Repository.Root, project),
            RedirectStandardOutput = true,
        };
        using var msbuild = Process.Start(start)!;
        using var document = JsonDocument.Parse(await msbuild.StandardOutput.ReadToEndAsync());
        await msbuild.WaitForExitAsync();
        var items = document.RootElement.GetProperty("Items").EnumerateObject()
            .ToDictionary(kind => kind.Name, kind => kind.Value.EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!).Order().ToList());
        items["DefineConstants"] = [document.RootElement.GetProperty("Properties").GetProperty("DefineConstants").GetString()!];
        return items;
    }
}
