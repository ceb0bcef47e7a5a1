using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.State;

namespace Analytics.Actors.Rules;

/// <summary>A past that a shard sends, and how far it is.</summary>
/// <param name="Past">Its name.</param>
/// <param name="Rules">The rules that it is for, as a revision without a number.</param>
/// <param name="FromMicros">Arrival of the oldest event.</param>
/// <param name="Until">Offset of the first event that is sent as it comes.</param>
/// <param name="TimeMicros">The shard's clock there.</param>
/// <param name="Position">Offset of the next event; -1 before the first.</param>
internal sealed record PastToSend(ulong Past, RuleRevision Rules, long FromMicros, long Until, long TimeMicros, long Position)
{
    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int MostBytes => sizeof(ulong) + 5 * StateWriter.MostVarintBytes + Rules.Bytes.Length;

    /// <summary>Writes it.</summary>
    public void Write(ref StateWriter writer)
    {
        writer.UInt64(Past);
        writer.SignedVarint(FromMicros);
        writer.SignedVarint(Until);
        writer.SignedVarint(TimeMicros);
        writer.SignedVarint(Position);
        writer.Text(Rules.Bytes.Span);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="StateDamagedException">It is none.</exception>
    public static PastToSend Read(ref StateReader reader)
    {
        var past = reader.UInt64();
        var (from, until, time, position) = (reader.SignedVarint(), reader.SignedVarint(), reader.SignedVarint(), reader.SignedVarint());
        return new PastToSend(past, RuleRevision.Read(reader.Text().ToArray()), from, until, time, position);
    }
}
