using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Analytics.Sinks.ClickHouse.Embedded;

/// <summary>
/// Runs the embedded ClickHouse engine as a child process and keeps it running: native code that aborts costs a restart, not the node.
/// The child ends with this process, however this process ends, because it holds the other end of the child's standard input.
/// </summary>
public sealed class EmbeddedClickHouse : IAsyncDisposable
{
    private readonly EmbeddedClickHouseOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _supervision;
    // Written by the supervision only, read by anyone.
    private volatile Process? _process;
    private volatile Uri? _baseAddress;
    private volatile EmbeddedClickHouseState _state = EmbeddedClickHouseState.Starting;
    private volatile string? _lastError;
    private int _restarts;

    private EmbeddedClickHouse(EmbeddedClickHouseOptions options)
    {
        _options = options;
        Writer = new ClickHouseCredentials("analytics", RandomNumberGenerator.GetHexString(32, lowercase: true));
        Reader = new ClickHouseCredentials(options.Reader, options.ReaderPassword ?? RandomNumberGenerator.GetHexString(32, lowercase: true));
        _supervision = Task.Run(SuperviseAsync);
    }

    /// <summary>Address of the HTTP interface; changes only when its port was taken by somebody else between two starts.</summary>
    public Uri BaseAddress => _baseAddress ?? throw new InvalidOperationException("The embedded ClickHouse has not started yet.");

    /// <summary>The user who may do everything; the password is drawn anew for each process.</summary>
    public ClickHouseCredentials Writer { get; }

    /// <summary>The user who may only read.</summary>
    public ClickHouseCredentials Reader { get; }

    /// <summary>What the child is doing.</summary>
    public EmbeddedClickHouseState State => _state;

    /// <summary>How often the child died and was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>What the child said when it died last; null when it never did.</summary>
    public string? LastError => _lastError;

    /// <summary>Process id of the child; 0 while there is none.</summary>
    public int ProcessId => _process is { HasExited: false } process ? process.Id : 0;

    /// <summary>Starts the child and returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">It cannot start: the message says what it wrote.</exception>
    public static async Task<EmbeddedClickHouse> StartAsync(EmbeddedClickHouseOptions options, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(options.DataPath);
        var store = new EmbeddedClickHouse(options);
        try
        {
            await store._firstStart.Task.WaitAsync(cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the child: closes its input, gives it time to flush, then kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _supervision;
        _state = EmbeddedClickHouseState.Stopped;
        _stop.Dispose();
    }

    // The child of a process that was killed a moment ago ends by itself, but not at once.
    private bool IsHeld => _lastError?.Contains("Cannot lock file", StringComparison.Ordinal) == true;

    private async Task SuperviseAsync()
    {
        var backOff = _options.FirstBackOff;
        var firstStartedAt = Stopwatch.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var startedAt = Stopwatch.GetTimestamp();
            _state = EmbeddedClickHouseState.Starting;
            await RunOnceAsync();
            if (_stop.IsCancellationRequested) return;
            if (_baseAddress is null && !(IsHeld && Stopwatch.GetElapsedTime(firstStartedAt) < _options.StartTimeout))
            {
                _firstStart.TrySetException(new InvalidOperationException($"The embedded ClickHouse did not start: {_lastError}"));
                return;
            }

            _state = EmbeddedClickHouseState.BackingOff;
            if (Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromMinutes(1)) backOff = _options.FirstBackOff;
            await Task.Delay(backOff, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, _options.LongestBackOff.Ticks));
            Interlocked.Increment(ref _restarts);
        }
    }

    // One life of the child.
    private async Task RunOnceAsync()
    {
        using var process = new Process { StartInfo = StartInfo(_baseAddress?.Port ?? _options.Port) };
        var errors = new ErrorTail();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data);
        try
        {
            process.Start();
            process.BeginErrorReadLine();
            _process = process;
            await AwaitPortAsync(process);
            await process.WaitForExitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop, or too slow to start: ended below.
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            errors.Add(e.Message);
        }
        finally
        {
            await EndAsync(process);
            _process = null;
            _lastError = errors.Text;
        }
    }

    private async Task AwaitPortAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_options.StartTimeout);
        if (await process.StandardOutput.ReadLineAsync(limit.Token) is not { } line) return;
        _baseAddress = new UriBuilder("http", "127.0.0.1", int.Parse(line, CultureInfo.InvariantCulture)).Uri;
        _state = EmbeddedClickHouseState.Running;
        _firstStart.TrySetResult();
    }

    private async Task EndAsync(Process process)
    {
        try
        {
            if (process.HasExited) return;
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(_state == EmbeddedClickHouseState.Running ? _options.StopTimeout : TimeSpan.Zero);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }
    }

    private ProcessStartInfo StartInfo(int port)
    {
        // Behind the node where the processor is short: a sender waits for the node's log, nobody for an insert.
        var info = new ProcessStartInfo("nice")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            WorkingDirectory = _options.DataPath,
        };
        string[] arguments =
        [
            "-n", "5", _options.DotnetPath, _options.ProgramPath, "--library", _options.LibraryPath, "--data", Path.Combine(_options.DataPath, "engine"),
            "--port", port.ToString(CultureInfo.InvariantCulture), "--user", Writer.User, "--reader", Reader.User,
            "--reader-database", _options.Database, "--memory", _options.MemoryLimit.ToString(CultureInfo.InvariantCulture), "--exit-with-parent",
        ];
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        info.Environment["ANALYTICS_STORE_PASSWORD"] = Writer.Password;
        info.Environment["ANALYTICS_STORE_READER_PASSWORD"] = Reader.Password;
        // The child is a thin door: it needs neither a heap per core nor a debugger's pipe.
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return info;
    }
}
