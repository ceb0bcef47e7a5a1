using System.Diagnostics;
using System.Threading.Channels;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Loading;

/// <summary>
/// Sends files to a node: one after the other, each as one ordered stream of requests. While a request is on its way the next one is read, hashed
/// and compressed; a request goes only when the one before it was acknowledged, so the events of a file stay in order.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="reporter">Where messages go.</param>
/// <param name="input">Opens standard input.</param>
/// <param name="isTerminal">Whether people watch standard error.</param>
public sealed class Loader(LoadOptions options, Reporter reporter, Func<Stream> input, bool isTerminal)
{
    private const int Ahead = 2;
    private const int RejectionsShown = 20;

    private readonly LoadTotals _totals = new();
    private readonly LoadProgress _progress = new(reporter.Errors, isTerminal);
    private readonly bool _compress = options.Compress ?? !options.Url.IsLoopback;
    private InputFile? _current;
    private long _lengthOfAll;
    private long _lengthBefore;
    private string? _trouble;
    private long _shown;

    /// <summary>Loads everything.</summary>
    /// <exception cref="NodeException">The node refuses, or was away or busy for longer than allowed.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<LoadSummary> RunAsync(CancellationToken cancellation)
    {
        _lengthOfAll = options.Files.Contains("-") ? 0 : options.Files.Sum(file => new FileInfo(file).Length);
        using var sender = new EventSender(options) { Waiting = problem => _trouble = problem };
        var began = Stopwatch.GetTimestamp();
        await _progress.ShowAsync(SendAllAsync(sender, cancellation), () => Look(Stopwatch.GetElapsedTime(began)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new LoadSummary(
            options.Files.Count, _totals.Sent, _totals.Accepted, _totals.Duplicates, _totals.Rejected, _totals.ByReason, _totals.Bytes, sender.Retries,
            seconds, _totals.Sent / Math.Max(seconds, 1e-9), options.Wait ? await WaitAsync(cancellation) : null);
    }

    private (double Done, string Line) Look(TimeSpan elapsed)
    {
        var done = _lengthOfAll > 0 ? (double)(_lengthBefore + (_current?.Position ?? 0)) / _lengthOfAll : -1;
        return (done, LoadProgress.Describe(_totals, elapsed, done) + (_trouble is null ? "" : $" (trying again: {_trouble})"));
    }

    private async Task SendAllAsync(EventSender sender, CancellationToken cancellation)
    {
        foreach (var name in options.Files)
        {
            using var file = InputFile.Open(name, input);
            _current = file;
            await SendFileAsync(file, sender, cancellation);
            _lengthBefore += file.Length;
            _current = null;
        }
    }

    private async Task SendFileAsync(InputFile file, EventSender sender, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var prepared = Channel.CreateBounded<PreparedChunk>(Ahead);
        var reading = Task.Run(() => PrepareAsync(file, prepared.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (var chunk in prepared.Reader.ReadAllAsync(cancellation))
            {
                using (chunk) await SendChunkAsync(file, chunk, sender, cancellation);
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
            while (prepared.Reader.TryRead(out var left)) left.Dispose();
        }
    }

    private async Task PrepareAsync(InputFile file, ChannelWriter<PreparedChunk> target, CancellationToken cancellation)
    {
        try
        {
            using var reader = new ChunkReader(file.Text, options.BatchBytes, options.BatchEvents);
            while (await reader.ReadAsync(cancellation) is { } chunk)
            {
                if (chunk.Events > 0) await target.WriteAsync(PreparedChunk.From(chunk, _compress), cancellation);
                else chunk.Dispose();
            }

            target.Complete();
        }
        catch (Exception problem)
        {
            target.Complete(problem);
        }
    }

    private async Task SendChunkAsync(InputFile file, PreparedChunk chunk, EventSender sender, CancellationToken cancellation)
    {
        var answer = await sender.SendAsync(chunk, cancellation);
        _trouble = null;
        _totals.Add(chunk.Chunk, answer);
        foreach (var rejected in answer.Rejected)
        {
            if (_shown++ >= RejectionsShown) break;
            reporter.Message($"{file.Name}:{chunk.Chunk.LineOf(rejected.Index)}: {rejected.Reason} {rejected.Field} {rejected.Detail}".TrimEnd());
        }
    }

    private async Task<double> WaitAsync(CancellationToken cancellation)
    {
        using var node = new NodeClient(options.Url, null);
        var began = Stopwatch.GetTimestamp();
        var wait = new DeliveryWait(node, options.RetryFor);
        await _progress.ShowAsync(wait.RunAsync(cancellation), () => (wait.Done, wait.Line));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The summary for people.</summary>
    public static IEnumerable<string> Describe(LoadSummary summary)
    {
        yield return $"sent        {Words.Count(summary.Sent)} events of {summary.Files} {(summary.Files == 1 ? "file" : "files")}, {Words.Size(summary.Bytes)}, in {Words.Duration(summary.Seconds)}: {Words.Count((long)summary.EventsPerSecond)} events/s";
        yield return $"accepted    {Words.Count(summary.Accepted)}";
        yield return $"duplicates  {Words.Count(summary.Duplicates)}";
        yield return $"rejected    {Words.Count(summary.Rejected)}";
        foreach (var (reason, count) in summary.RejectedByReason) yield return $"  {reason}  {Words.Count(count)}";
        if (summary.Retries > 0) yield return $"sent again  {Words.Count(summary.Retries)} {(summary.Retries == 1 ? "request" : "requests")}";
        if (summary.WaitedSeconds is { } waited) yield return $"visible     {Words.Duration(waited)} after the last acknowledgement";
    }
}
