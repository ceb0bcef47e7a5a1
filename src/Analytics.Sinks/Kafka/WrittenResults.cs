using System.Buffers.Text;
using Analytics.Contracts.Log;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// What a topic already holds of the results that a shard is about to write: a former owner may have written them and died before its checkpoint could say so, an append whose
/// acknowledgement was lost may have arrived, and some are written before their delivery is due. Looked for from the end of the partition, where they are if they are anywhere.
/// </summary>
internal sealed class WrittenResults
{
    /// <summary>Most records that are looked at. What lies further back was followed by so many others that its owner did not die a moment ago.</summary>
    public const int MostRecords = 85_000;

    private const int FirstRecords = 1_000;
    private const int BatchRecords = 4_096;
    private const int BatchBytes = 4 << 20;
    private readonly HashSet<UInt128> _ids = [];
    private readonly long _epoch;
    private readonly long _first;
    private UInt128[] _delivered = [];

    private WrittenResults(long epoch, long first) => (_epoch, _first) = (epoch, first);

    /// <summary>The highest number among them; -1 for none.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>Results of a source with this number or a higher one. Waits for the server.</summary>
    /// <param name="partition">Where they are.</param>
    /// <param name="name">Name of the source, which a record may follow with <c>@</c> and the epoch of its owner.</param>
    /// <param name="shard">Partition of the source.</param>
    /// <param name="epoch">Epoch of the owner who asks.</param>
    /// <param name="first">The number.</param>
    /// <exception cref="LogUnavailableException">The server does not answer.</exception>
    public static WrittenResults Find(ILogPartition partition, byte[] name, int shard, long epoch, long first)
    {
        partition.Refresh();
        var found = new WrittenResults(epoch, first);
        var (end, looked) = (partition.EndOffset, 0);
        for (var wanted = FirstRecords; end > partition.StartOffset && looked < MostRecords; wanted *= 4)
        {
            var start = Math.Max(partition.StartOffset, end - wanted);
            if (found.Look(partition, start, end, name, shard)) break;
            (end, looked) = (start, looked + wanted);
        }

        return found;
    }

    /// <summary>Whether it knows of everything from a number on that this owner or one before it wrote.</summary>
    public bool Covers(long epoch, long first) => epoch == _epoch && first >= _first;

    /// <summary>Whether a result is there.</summary>
    public bool Holds(UInt128 id) => _ids.Contains(id);

    /// <summary>A result was written.</summary>
    public void Add(long number, UInt128 id)
    {
        Highest = Math.Max(Highest, number);
        _ids.Add(id);
    }

    /// <summary>Results were delivered: nobody will ask about those before them again.</summary>
    public void Delivered(RecordBatch records)
    {
        _ids.ExceptWith(_delivered);
        _delivered = new UInt128[records.Count];
        for (var i = 0; i < _delivered.Length; i++) _delivered[i] = records.Records[i].Id;
    }

    /// <summary>True when a lower number is among them: what is further back is lower still, except behind a former owner who came too late.</summary>
    private bool Look(ILogPartition partition, long start, long end, byte[] name, int shard)
    {
        var batch = new RecordBatch();
        var (newestOwner, isPast) = (-1L, false);
        using var reader = partition.OpenReader(start);
        while (reader.Position < end && reader.ReadOrWait(batch, BatchRecords, BatchBytes) > 0)
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (!SourcePosition.TryFind(batch.Bytes(record.Headers), out var position) || position.Partition != shard || !IsOf(position.Topic, name, out var owner)) continue;
                if (owner > newestOwner) (newestOwner, isPast) = (owner, false);
                if (position.Offset >= _first) Add(position.Offset, record.Id);
                else if (owner == newestOwner) isPast = true;
            }
        }

        return isPast;
    }

    private static bool IsOf(ReadOnlySpan<byte> source, byte[] name, out long owner)
    {
        owner = 0;
        if (!source.StartsWith(name)) return false;
        var rest = source[name.Length..];
        return rest.IsEmpty || (rest[0] == (byte)'@' && Utf8Parser.TryParse(rest[1..], out owner, out var used) && used == rest.Length - 1);
    }
}
