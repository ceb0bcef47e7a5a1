using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>
/// Knows the letters of one partition of a dead-letter topic while its records pass in their order, from the first on: where they are, why, which were retried; without those that were
/// dropped later, and one that was written twice once. Remembers two bytes for each record. One thread at a time.
/// </summary>
public sealed class LetterTally
{
    private const ushort NoLetter = 0;
    private const ushort Retried = 0x8000;

    // There are some dozens of reasons; what others wrote into the topic may have made up more.
    private const int MostReasons = 255;
    private const string Others = "other";
    private static readonly byte[] ReasonName = Encoding.ASCII.GetBytes(DeadLetterHeaders.Reason);
    private static readonly byte[] RetriedName = Encoding.ASCII.GetBytes(DeadLetterHeaders.Retried);
    private static readonly byte[] DroppedName = Encoding.ASCII.GetBytes(DeadLetterHeaders.Dropped);
    private readonly RecentLetters _recent = new();
    private readonly List<string> _reasons = ["", .. RejectionReasonNames.All];
    private readonly List<long> _counts = [.. new long[RejectionReasonNames.All.Count + 1]];
    private readonly List<ushort> _stateOf = [];
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
        while (_stateOf.Count <= offset - _first) _stateOf.Add(NoLetter);
        var reason = RecordHeaders.Find(headers, ReasonName);
        if (!reason.IsEmpty && !_recent.IsRepeated(id)) Count(offset, Encoding.UTF8.GetString(reason));
        if (IsMark(headers, RetriedName, out var retried) && IsLetter(retried)) StateOf(retried) |= Retried;
        if (IsMark(headers, DroppedName, out var dropped) && IsLetter(dropped)) Drop(dropped);
    }

    /// <summary>Offset of the first letter at or after one; null when there is none.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="reason">Only of this reason; null for all.</param>
    public long? Next(long offset, string? reason)
    {
        var number = reason is null ? -1 : _reasons.IndexOf(reason);
        if (_first < 0 || (reason is not null && number < 0)) return null;
        for (var at = Math.Max(0, offset - _first); at < _stateOf.Count; at++)
            if (IsOf((int)at, number)) return _first + at;
        return null;
    }

    /// <summary>Offset of the last letter before one; null when there is none.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="reason">Only of this reason; null for all.</param>
    public long? Previous(long offset, string? reason)
    {
        var number = reason is null ? -1 : _reasons.IndexOf(reason);
        if (_first < 0 || (reason is not null && number < 0)) return null;
        for (var at = Math.Min(_stateOf.Count, offset - _first) - 1; at >= 0; at--)
            if (IsOf((int)at, number)) return _first + at;
        return null;
    }

    /// <summary>Whether a retry put the letter at an offset back.</summary>
    public bool IsRetried(long offset) => IsLetter(offset) && (StateOf(offset) & Retried) != 0;

    private static bool IsMark(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name, out long letter)
    {
        var value = RecordHeaders.Find(headers, name);
        return Utf8Parser.TryParse(value, out letter, out var read) && read == value.Length;
    }

    private bool IsOf(int index, int reason) => _stateOf[index] != NoLetter && (reason < 0 || (_stateOf[index] & ~Retried) == reason);

    private bool IsLetter(long offset) => offset >= _first && offset - _first < _stateOf.Count && StateOf(offset) != NoLetter;

    private ref ushort StateOf(long offset) => ref CollectionsMarshal.AsSpan(_stateOf)[(int)(offset - _first)];

    private void Count(long offset, string reason)
    {
        var number = NumberOf(reason);
        if (number < 0 && _reasons.Count >= MostReasons) number = NumberOf(reason = Others);
        if (number < 0)
        {
            number = _reasons.Count;
            _reasons.Add(reason);
            _counts.Add(0);
        }

        _counts[number]++;
        StateOf(offset) = (ushort)number;
    }

    private int NumberOf(string reason) => _reasons.IndexOf(reason, 1);

    private void Drop(long letter)
    {
        ref var state = ref StateOf(letter);
        _counts[state & ~Retried]--;
        state = NoLetter;
    }
}
