using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Contracts.Events;

namespace Analytics.Actors.Rules;

/// <summary>
/// The past where events are sent because rules look at them: the pasts that others sent here, each a run of records in the shard's own log, and what they have sent as it came since. Up to where the last
/// past is complete all of it comes by arrival, of events that came at once those of the first sender first; what lies behind comes as it lies there, which is how those see it who run.
/// </summary>
internal sealed class MergedPast : IPastReading
{
    private readonly int _batchRecords;
    private readonly Part[] _parts;
    private readonly Part _live;
    private readonly long _mergedUntil;

    /// <summary>Begins to read.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="sent">What was sent for the rules.</param>
    /// <param name="from">Offset from which they look back; pasts that begin before it are left out.</param>
    /// <param name="wake">Called when there is something to read.</param>
    public MergedPast(ShardSetup setup, IReadOnlyList<SentPast> sent, long from, Action wake)
    {
        _batchRecords = setup.Options.BatchRecords;
        SentPast[] pasts = [.. sent.Where(one => one.First >= from)];
        // All of them together have a batch in memory.
        var options = setup.Options with { BatchRecords = Math.Max(1, _batchRecords / (pasts.Length + 1)), BatchBytes = Math.Max(1, setup.Options.BatchBytes / (pasts.Length + 1)) };
        _mergedUntil = pasts.Select(one => one.Until).DefaultIfEmpty(from).Max();
        var parts = new List<Part>();
        try
        {
            foreach (var past in pasts) parts.Add(new Part(setup, options, new PastRecords(past.Sent.Past), past.First, past.Until, wake));
            parts.Add(_live = new Part(setup, options, new SentRecords(sent), from, long.MaxValue, wake));
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }

        _parts = [.. parts];
    }

    public long Position => _parts.All(part => part == _live || part.IsOver) && !_live.HasRows ? _live.Position : Math.Min(_live.Position, _mergedUntil - 1);

    public long LeftOut => _parts.Sum(part => part.LeftOut);

    public bool Advance(long until, Action<EventBatch, int, int> show)
    {
        var (moved, shown) = (false, 0);
        while (shown < _batchRecords)
        {
            if (!TryLoad(until, ref moved)) return moved;
            var first = Next(null);
            if (first is null) return moved;
            shown += Show(first, Next(first), show);
            moved = true;
        }

        return moved;
    }

    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    // Until each part has rows or none to come nobody knows which is the next.
    private bool TryLoad(long until, ref bool moved)
    {
        foreach (var part in _parts)
        {
            var end = part != _live ? part.End : _live.Position < _mergedUntil ? _mergedUntil : until;
            // Behind what is merged the others have none left.
            if (part == _live && _live.Position >= _mergedUntil && !_live.HasRows && Next(null) is not null) continue;
            while (!part.HasRows && part.Position < end)
            {
                if (!part.Load(end)) return false;
                moved = true;
            }
        }

        return true;
    }

    private Part? Next(Part? other)
    {
        Part? next = null;
        foreach (var part in _parts)
            if (part != other && part.HasRows && (next is null || part.Arrival < next.Arrival)) next = part;
        return next;
    }

    private int Show(Part first, Part? second, Action<EventBatch, int, int> show)
    {
        var isEarlier = second is not null && Array.IndexOf(_parts, second) < Array.IndexOf(_parts, first);
        var from = first.Row;
        do first.Row++;
        while (first.HasRows && (second is null || first.Arrival < second.Arrival || (first.Arrival == second.Arrival && !isEarlier)));
        show(first.Batch, from, first.Row);
        return first.Row - from;
    }

    /// <summary>A run of records of the log.</summary>
    private sealed class Part(ShardSetup setup, ShardOptions options, Duplicates.IRecordFilter only, long from, long end, Action wake) : IDisposable
    {
        private readonly LogEvents _events = new(setup.Lane, setup.Log, options, only, from, wake);

        public EventBatch Batch => _events.Batch;

        public long End => end;

        public long Position => _events.Position;

        public long LeftOut => _events.LeftOut;

        public int Row { get; set; }

        public bool HasRows => Row < Batch.Count;

        public bool IsOver => !HasRows && Position >= end;

        public long Arrival => Batch.Rows[Row].ReceivedAt;

        public bool Load(long until)
        {
            Row = 0;
            return _events.Advance(Math.Min(until, end));
        }

        public void Dispose() => _events.Dispose();
    }
}
