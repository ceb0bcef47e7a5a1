using Analytics.Actors.Rules;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Rules;

namespace Analytics.Node.Rules;

/// <summary>
/// Brings revisions of the rules from where they are stored to every node: a revision is one record of a topic, whole, with its number. A node takes over what is newer than what it knows, so that a record that
/// is there twice, or late, changes nothing. Whoever finds that the newest stored revision is not in the topic writes it there: right after a change, at the start, and each second, because a node
/// may end between the two. With the rules of its configuration a revision becomes what this node's shards run.
/// </summary>
internal sealed class RuleFeed : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly int[] One = [0];
    private const int RecordsAtOnce = 64;
    private const int BytesAtOnce = 1 << 20;
    private readonly ILogPartition _topic;
    private readonly RuleBook? _book;
    private readonly RuleBoard _board;
    private readonly IReadOnlyList<RevisionRule> _configured;
    private readonly TimeProvider _time;
    private readonly Action<string> _said;
    private readonly RecordBatch _records = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private ILogReader _reader;
    private RuleRevision _stored = RuleRevision.Empty;
    private Task _following = Task.CompletedTask;
    private string _fault = "";

    private RuleFeed(ILogPartition topic, RuleBook? book, RuleBoard board, IReadOnlyList<RevisionRule> configured, TimeProvider time, Action<string> said)
    {
        (_topic, _book, _board, _configured, _time, _said) = (topic, book, board, configured, time, said);
        _reader = topic.OpenReader(topic.StartOffset);
    }

    /// <summary>Reads what is known; from here on it is followed.</summary>
    /// <param name="topic">The topic's one partition.</param>
    /// <param name="book">Where rules are stored; null where they are not.</param>
    /// <param name="board">Where this node's shards look.</param>
    /// <param name="configured">Rules of the configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="said">Hears what an operator should know.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public static async Task<RuleFeed> OpenAsync(
        ILogPartition topic, RuleBook? book, RuleBoard board, IReadOnlyList<RevisionRule> configured, TimeProvider time, Action<string> said, CancellationToken cancellation)
    {
        topic.Refresh();
        var feed = new RuleFeed(topic, book, board, configured, time, said);
        feed.Read();
        feed.Publish();
        await feed.TurnAsync(cancellation);
        feed._following = feed.FollowAsync();
        return feed;
    }

    /// <summary>Waits until a stored revision is this node's newest; false when that takes longer than some seconds. It comes, then, as soon as log and database answer.</summary>
    public async Task<bool> ArrivedAsync(long revision, CancellationToken cancellation)
    {
        const int MostTries = 50;
        for (var tries = 0; tries < MostTries; tries++)
        {
            await TurnAsync(cancellation);
            if (_board.Latest.Number >= revision) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellation);
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _reader.Dispose();
        _turn.Dispose();
        _end.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Between, _time, _end.Token);
                await TurnAsync(_end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var known = _stored;
            _topic.Refresh();
            Read();
            if (_book is not null) await WriteMissingAsync(_book, cancellation);
            if (!ReferenceEquals(known, _stored)) Publish();
            _fault = "";
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, what is known goes on to hold, and the next turn may succeed; it is said once.
            if (_fault != fault.Message) _said($"what others changed cannot be seen now: {_fault = fault.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Read()
    {
        while (true)
        {
            try
            {
                if (_reader.ReadOrWait(_records, RecordsAtOnce, BytesAtOnce) == 0) return;
            }
            catch (LogTruncatedException)
            {
                _reader.Dispose();
                _reader = _topic.OpenReader(_topic.StartOffset);
                continue;
            }

            foreach (ref readonly var record in _records.Records) Take(_records.Bytes(record.Value).ToArray());
        }
    }

    private void Take(byte[] bytes)
    {
        try
        {
            var revision = RuleRevision.Read(bytes);
            if (revision.Number > _stored.Number) _stored = revision;
        }
        catch (FormatException fault)
        {
            _said(fault.Message);
        }
    }

    private async Task WriteMissingAsync(RuleBook book, CancellationToken cancellation)
    {
        var (number, rules) = await book.CurrentAsync(cancellation);
        if (number <= _stored.Number) return;
        var revision = Of(number, rules);
        var batch = new RecordBatch();
        var value = batch.Append(revision.Bytes.Span);
        ref var record = ref batch.Add();
        record.Value = value;
        record.ReceivedAt = (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        await _topic.AppendAsync(batch, One, new long[1], cancellation);
        _topic.Refresh();
        _stored = revision;
    }

    /// <summary>Stored rules as a revision.</summary>
    public static RuleRevision Of(long number, IEnumerable<StoredRule> rules) =>
        RuleRevision.Of(number, rules.Select(rule => new RevisionRule(rule.Name, rule.Version, RuleModes.Read(rule.Mode), rule.Text)));

    // Who has the machine has the last word about a name.
    private void Publish()
    {
        var names = _configured.Select(rule => rule.Name).ToHashSet();
        var revision = RuleRevision.Of(_stored.Number, [.. _configured, .. _stored.Rules.Where(rule => !names.Contains(rule.Name))]);
        if (revision.Identity == _board.Latest.Identity) return;
        _board.Publish(revision);
        foreach (var problem in revision.Problems) _said($"left out, because this program does not understand it: {problem}");
    }
}
