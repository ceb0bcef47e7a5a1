using Analytics.Pbm.Api;

namespace Analytics.Pbm.Loading;

/// <summary>Running sums of a load. Written by the one who sends, read by the one who shows.</summary>
internal sealed class LoadTotals
{
    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);
    private long _sent;
    private long _bytes;

    /// <summary>Events acknowledged.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Bytes acknowledged.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    public IReadOnlyDictionary<string, long> ByReason => _byReason;

    public void Add(Chunk chunk, EventsAnswer answer)
    {
        Accepted += answer.Accepted;
        Duplicates += answer.Duplicates;
        Rejected += answer.Rejected.Count;
        foreach (var rejected in answer.Rejected) _byReason[rejected.Reason] = _byReason.GetValueOrDefault(rejected.Reason) + 1;
        Volatile.Write(ref _bytes, _bytes + chunk.Bytes.Length);
        Volatile.Write(ref _sent, _sent + answer.Accepted + answer.Duplicates + answer.Rejected.Count);
    }
}
