using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AndroidZen.Silo.Hosting;

namespace AndroidZen.TestKit.Storage;

/// <summary>A storage server of a package that <c>test.sh</c> installs, as a process of its own on a free port, with its files in a folder that is gone with the test. It can be stopped and started again.</summary>
public abstract partial class StorageServer : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>What silos and web hosts are configured with to keep everything there.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Its name in messages, and the package that has it.</summary>
    protected abstract string Package { get; }

    /// <summary>Its files.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("androidzen-storage-").FullName;

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = Launch(Command());
        await Eventually.HoldsAsync($"{Package} answers", async () => !_process.HasExited ? await AnswersAsync() : throw Ended());
    }

    /// <summary>Stops it as an operator would.</summary>
    public Task StopAsync()
    {
        _ = SendSignal(_process!.Id, Terminate);
        return WhenEndedAsync();
    }

    /// <summary>Ends it as hard as it can be ended without losing what it has acknowledged.</summary>
    public virtual Task FailAsync() => KillAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync()
    {
        _process!.Kill();
        return WhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        await TemporaryFolder.DeleteAsync(Folder);
        GC.SuppressFinalize(this);
    }

    /// <summary>The program, and its arguments.</summary>
    protected abstract ProcessStartInfo Command();

    /// <summary>Whether it does what it is there for.</summary>
    protected abstract Task<bool> AnswersAsync();

    /// <summary>Runs a program of the package to its end.</summary>
    protected async Task RunAsync(ProcessStartInfo command)
    {
        using var process = Launch(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw Ended();
        }
    }

    private Process Launch(ProcessStartInfo command)
    {
        command.WorkingDirectory = Folder;
        command.RedirectStandardOutput = command.RedirectStandardError = true;
        var process = new Process { StartInfo = command };
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            process.Dispose();
            throw new InvalidOperationException($"{Package} is not installed: ./test.sh installs it.", exception);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private InvalidOperationException Ended() => new($"{Package} has ended:\n{string.Join('\n', _output)}");

    private async Task WhenEndedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await _process!.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{Package} did not end:\n{string.Join('\n', _output)}", exception);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);
}
