using System.Net.Mime;
using System.Reflection;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.FileProviders;

namespace AndroidZen.WebHost.Hosting;

/// <summary>The page at <c>/</c>, and the client library for other pages: files that the build has put beside this assembly, if it found Node.</summary>
internal static class ConsolePage
{
    /// <summary>Where the client library is.</summary>
    public const string ClientPath = "/client";

    private const string AssetsPath = "/assets";
    private const string PageName = "index.html";

    /// <summary>Names in <see cref="AssetsPath"/> change with what is in them.</summary>
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string AskFirst = "no-cache";
    private const string Html = "text/html; charset=utf-8";

    /// <summary>The page takes nothing from elsewhere, and nobody frames it. The socket is named, because not every browser takes it for a part of <c>'self'</c>.</summary>
    private static string ContentSecurityPolicy(HostString host) =>
        $"default-src 'self'; connect-src 'self' ws://{host.ToUriComponent()} wss://{host.ToUriComponent()}; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Where the build puts the files.</summary>
    public static string DefaultFolder { get; } = Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Whether there is a page, or a notice in its place.</summary>
    public static bool IsBuilt(string folder) => File.Exists(Path.Combine(folder, PageName));

    public static IServiceCollection AddConsole(this IServiceCollection services) =>
        services.AddResponseCompression(compression => compression.EnableForHttps = true); // Of files that are everybody's: there is nothing to learn from their length.

    /// <summary>Serves the files.</summary>
    /// <param name="app">The host.</param>
    /// <param name="folder">Where they are; a folder that is not there has none.</param>
    public static WebApplication UseConsole(this WebApplication app, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return app;
        }

        app.UseWhen(static context => context.Request.Path.StartsWithSegments(AssetsPath) || context.Request.Path.StartsWithSegments(ClientPath), files => files
            .UseResponseCompression()
            .UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(folder),
                OnPrepareResponse = static file => SetFileHeaders(file.Context),
            }));
        return app;
    }

    /// <summary>Maps the page, or a notice in its place where it has not been built, and what it asks first.</summary>
    public static void MapConsole(this IEndpointRouteBuilder routes, string folder)
    {
        var page = Path.Combine(folder, PageName);
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/", methods, Results<PhysicalFileHttpResult, ContentHttpResult> (HttpContext context) =>
        {
            SetHeaders(context, AskFirst);
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy(context.Request.Host);
            return IsBuilt(folder) ? TypedResults.PhysicalFile(page, Html) : TypedResults.Content(NotBuilt, Html);
        }).ExcludeFromDescription();
        routes.MapMethods("/icon.svg", methods, Results<PhysicalFileHttpResult, NotFound> (HttpContext context) =>
        {
            SetHeaders(context, AskFirst);
            var icon = Path.Combine(folder, "icon.svg");
            return File.Exists(icon) ? TypedResults.PhysicalFile(icon, MediaTypeNames.Image.Svg) : TypedResults.NotFound();
        }).ExcludeFromDescription();
        var info = new ConsoleInfo(VersionOf(typeof(ConsolePage).Assembly), DevelopmentTokens.AreMinted(routes.ServiceProvider));
        routes.MapGet("/console.json", (HttpContext context) =>
        {
            SetHeaders(context, AskFirst);
            return TypedResults.Ok(info);
        }).ExcludeFromDescription();
    }

    private static void SetFileHeaders(HttpContext context)
    {
        var isOfThePage = context.Request.Path.StartsWithSegments(AssetsPath);
        SetHeaders(context, isOfThePage ? ForEver : AskFirst);
        if (!isOfThePage)
        {
            context.Response.Headers.AccessControlAllowOrigin = "*"; // The client library is for every page.
        }
    }

    private static void SetHeaders(HttpContext context, string caching)
    {
        context.Response.Headers.CacheControl = caching;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // Devices' ids are in the page's address.
    }

    private static string VersionOf(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private const string NotBuilt = $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>AndroidZen</title>
        <h1>AndroidZen is running, without its console page</h1>
        <p>The console is built with <a href="https://nodejs.org">Node.js</a> 20.19, 22.12 or later, which was not found, or could not get its packages, when this server was built. The build's output says which.
        Install it and build again: <code>dotnet build src/WebHost</code>. Sockets and the REST interface need nothing of it.</p>
        <p><a href="{ApiDescription.PagePath}">API reference</a></p>
        </html>
        """;
}

/// <summary>What the page asks first: <c>GET /console.json</c>.</summary>
/// <param name="Version">Of this build.</param>
/// <param name="Development">Whether <c>POST /dev/token</c> mints tokens.</param>
internal sealed record ConsoleInfo(string Version, bool Development);
