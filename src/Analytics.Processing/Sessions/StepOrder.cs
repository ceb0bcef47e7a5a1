using Analytics.Contracts.Events;

namespace Analytics.Processing.Sessions;

/// <summary>
/// Order of the steps in a session: by time, then by where the kind of event stands in a visit (a page is viewed before it is ordered from, an order precedes its
/// payment), then by text. Nothing of it depends on how the events arrived: whoever loads the same history in another order gets the same path.
/// </summary>
public static class StepOrder
{
    private const int RankBits = 5;

    // One character a kind, in the order of EventKind: 'a' comes first.
    private static ReadOnlySpan<byte> Ranks => "hakmmnbdefgiobjlnpqrs"u8;

    /// <summary>Time and rank in one number; ranks take the lowest bits.</summary>
    public static long Of(long timestamp, EventKind kind) => (timestamp << RankBits) | (long)Rank(kind);

    /// <summary>Time and a rank that was stored.</summary>
    public static long Of(long timestamp, byte rank) => (timestamp << RankBits) | rank;

    /// <summary>Place of a kind in a visit, 0 to 31.</summary>
    public static byte Rank(EventKind kind) => (int)kind < Ranks.Length ? (byte)(Ranks[(int)kind] - (byte)'a') : (byte)7;

    /// <summary>The time in an order.</summary>
    public static long Timestamp(long order) => order >> RankBits;

    /// <summary>The rank in an order.</summary>
    public static byte RankOf(long order) => (byte)(order & ((1 << RankBits) - 1));
}
