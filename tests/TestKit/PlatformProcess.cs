using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AndroidZen.Silo.Hosting;

namespace AndroidZen.TestKit;

/// <summary>A silo, a web host or a sample of this build as a process of its own, as a user starts it.</summary>
public sealed partial class PlatformProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    // A dozen of them may start at the same time, on two processors.
    private static readonly TimeSpan _startPatience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlatformProcess(string name, Process process, Uri? address)
    {
        (Name, _process, Address) = (name, process, address);
        process.OutputDataReceived += (_, line) => OnOutput(line.Data ?? "");
    }

    /// <summary>For messages.</summary>
    public string Name { get; }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Where a web host listens.</summary>
    public Uri? Address { get; }

    /// <summary>What it has printed.</summary>
    public string Output => string.Join('\n', _output);

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a silo, on ports of its own unless told where.</summary>
    public static PlatformProcess StartSilo(string name, IReadOnlyDictionary<string, string> settings)
    {
        var all = NewSiloPorts();
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return Start(name, "src/Silo", "AndroidZen.Silo", null, all, []);
    }

    /// <summary>Ports for a silo. It would find its own, but another process may find the same before it listens; those of one test process are different.</summary>
    public static Dictionary<string, string> NewSiloPorts() => new()
    {
        ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
        ["Orleans:Endpoints:SiloPort"] = $"{FreePort.Next()}",
        ["Orleans:Endpoints:GatewayPort"] = $"{FreePort.Next()}",
    };

    /// <summary>Starts a web host, on a free port unless told where.</summary>
    public static PlatformProcess StartWebHost(string name, IReadOnlyDictionary<string, string> settings, Uri? address = null) =>
        StartWebServer(name, "src/WebHost", "AndroidZen.WebHost", settings, address);

    /// <summary>Starts any web server of this build; it answers on <c>/health/ready</c> as the web host does.</summary>
    public static PlatformProcess StartWebServer(string name, string project, string assembly, IReadOnlyDictionary<string, string> settings, Uri? address = null)
    {
        address ??= new Uri($"http://127.0.0.1:{FreePort.Next()}");
        return Start(name, project, assembly, address, settings, ["--Urls", address.ToString()]);
    }

    /// <summary>Starts any other program of this build.</summary>
    public static PlatformProcess StartProgram(string name, string project, string assembly, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Start(name, project, assembly, null, settings, arguments);

    /// <summary>Starts the sample agent.</summary>
    public static PlatformProcess StartHostAgent(params string[] arguments) =>
        Start("agent", "samples/HostAgent", "AndroidZen.HostAgent", null, new Dictionary<string, string>(), arguments);

    /// <summary>Waits until its host says that it has started; a silo is one of the cluster then.</summary>
    public async Task WhenStartedAsync()
    {
        try
        {
            await _started.Task.WaitAsync(_startPatience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{Name} did not start:\n{Output}", exception);
        }
    }

    /// <summary>Waits until a web host is ready for connections.</summary>
    public async Task WhenReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var deadline = new CancellationTokenSource(_startPatience);
        while (!await IsReadyAsync(http))
        {
            if (_process.HasExited || deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"{Name} did not become ready:\n{Output}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public Task StopAsync()
    {
        AskToStop();
        return WhenExitedAsync();
    }

    /// <summary>SIGTERM alone.</summary>
    public void AskToStop()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
        }
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return WhenExitedAsync();
    }

    public async Task WhenExitedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{Name} did not end:\n{Output}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static PlatformProcess Start(
        string name, string project, string assembly, Uri? address, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> arguments)
    {
        var folder = Environment.GetEnvironmentVariable("ANDROIDZEN_PROGRAMS") is { Length: > 0 } programs
            ? Path.Combine(programs, Path.GetFileName(project))
            : Path.Combine(Repository.Root, project, "bin", Repository.Configuration, "net10.0");

        // One pipe for both of its outputs, so that what was said last is the last line.
        var start = new ProcessStartInfo("bash", ["-c", "exec dotnet \"$@\" 2>&1", "dotnet", Path.Combine(folder, assembly + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = new PlatformProcess(name, new Process { StartInfo = start }, address);
        process._process.Start();
        process._process.BeginOutputReadLine();
        return process;
    }

    private void OnOutput(string line)
    {
        _output.Enqueue(line);
        if (line.Contains("Application started", StringComparison.Ordinal))
        {
            _started.TrySetResult();
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
