using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>All the memory that one request needs at a time; pooled, so that steady traffic allocates nothing for an event.</summary>
internal sealed class WorkSet(EventDecoder decoder, AppendSet appends, AppendSet deadLetters)
{
    /// <summary>More bytes than this are not kept in the pool.</summary>
    public const int MaxKeptBytes = 4 * 1024 * 1024;

    /// <summary>The body and what is derived from it.</summary>
    public RecordBatch Records { get; } = new();

    /// <summary>The decoded events.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>What the decoder refused, by record.</summary>
    public List<Rejection> Rejections { get; } = [];

    /// <summary>Where the events stand in the body.</summary>
    public List<Utf8Slice> Frames { get; } = [];

    /// <summary>What is known about each event by itself; empty when all share the request's headers.</summary>
    public List<FrameEnvelope> Envelopes { get; } = [];

    /// <summary>Index in the request of each record.</summary>
    public List<int> IndexOfRecord { get; } = [];

    /// <summary>Decodes.</summary>
    public EventDecoder Decoder { get; } = decoder;

    /// <summary>Appends to the lanes.</summary>
    public AppendSet Appends { get; } = appends;

    /// <summary>The refused events with their headers.</summary>
    public RecordBatch DeadRecords { get; } = new();

    /// <summary>Appends to the dead letters.</summary>
    public AppendSet DeadLetters { get; } = deadLetters;

    /// <summary>Headers that all records of the request share.</summary>
    public Utf8Slice SharedHeaders { get; set; }

    /// <summary>What the request is told about its refused events; not pooled, because it leaves.</summary>
    public List<RejectedEvent>? Rejected { get; set; }

    /// <summary>Bytes that it takes to run what was framed.</summary>
    public long Cost => Records.Length + ((long)Frames.Count * InFlightClaim.BytesOfEvent);

    /// <summary>Headers of the record that an event becomes.</summary>
    public Utf8Slice HeadersOf(int index) => Envelopes.Count == 0 ? SharedHeaders : Envelopes[index].Headers;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Records.Clear();
        Events.Reset(Records);
        Rejections.Clear();
        Frames.Clear();
        Envelopes.Clear();
        IndexOfRecord.Clear();
        Appends.Clear();
        DeadRecords.Clear();
        DeadLetters.Clear();
        Rejected = null;
    }
}
