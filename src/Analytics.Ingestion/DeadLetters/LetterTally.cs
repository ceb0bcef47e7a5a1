using System.Buffers.Text;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Counts the letters of one partition of a dead-letter topic by reason while its records pass in their order, from the first on: without those that were dropped later, and one that was
/// written twice once. Remembers a byte for each record. One thread at a time.
/// </summary>
public sealed class LetterTally
{
    private const byte NoLetter = 0;
    private static readonly byte[] ReasonName = Encoding.ASCII.GetBytes(DeadLetterHeaders.Reason);
    private static readonly byte[] DroppedName = Encoding.ASCII.GetBytes(DeadLetterHeaders.Dropped);
    private readonly RecentLetters _recent = new();
    private readonly List<string> _reasons = [""];
    private readonly List<long> _counts = [0];
    private readonly List<byte> _reasonOf = [];
    private long _first = -1;

    /// <summary>Letters by reason; those without any are left out.</summary>
    public IEnumerable<KeyValuePair<string, long>> ByReason =>
        _reasons.Zip(_counts, KeyValuePair.Create).Skip(1).Where(reason => reason.Value > 0);

    /// <summary>Takes the next record of the partition.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="id">Its identity; zero for none.</param>
    /// <param name="headers">Its headers.</param>
    public void Add(long offset, UInt128 id, ReadOnlySpan<byte> headers)
    {
        if (_first < 0) _first = offset;
        // Kafka's offsets have gaps.
        while (_reasonOf.Count <= offset - _first) _reasonOf.Add(NoLetter);
        var reason = RecordHeaders.Find(headers, ReasonName);
        if (!reason.IsEmpty && !_recent.IsRepeated(id)) Count(offset, Encoding.UTF8.GetString(reason));
        var dropped = RecordHeaders.Find(headers, DroppedName);
        if (Utf8Parser.TryParse(dropped, out long letter, out var read) && read == dropped.Length) Drop(letter);
    }

    private void Count(long offset, string reason)
    {
        var number = _reasons.IndexOf(reason);
        if (number < 0)
        {
            // There are some dozens of reasons; what others wrote into the topic may have made up more.
            if (_reasons.Count >= byte.MaxValue) reason = "other";
            number = _reasons.IndexOf(reason);
        }

        if (number < 0)
        {
            number = _reasons.Count;
            _reasons.Add(reason);
            _counts.Add(0);
        }

        _counts[number]++;
        _reasonOf[(int)(offset - _first)] = (byte)number;
    }

    private void Drop(long letter)
    {
        if (letter < _first || letter - _first >= _reasonOf.Count) return;
        ref var reason = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_reasonOf)[(int)(letter - _first)];
        if (reason == NoLetter) return;
        _counts[reason]--;
        reason = NoLetter;
    }
}
