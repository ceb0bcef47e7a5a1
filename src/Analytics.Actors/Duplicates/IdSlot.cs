namespace Analytics.Actors.Duplicates;

/// <summary>
/// An id as it is remembered: 112 of its bits, and the generation that it was added in (its serial, modulo 65,536). Two ids that differ are taken for one with odds
/// of n in 2^112 for each event, n being the ids remembered: with ten million, once in 5e26 events. All zero is no id.
/// </summary>
internal readonly struct IdSlot : IEquatable<IdSlot>
{
    /// <summary>Bytes of the 112 bits.</summary>
    public const int IdSize = 14;

    private const ulong TagMask = 0xFFFF;

    private IdSlot(ulong high, ulong low) => (High, Low) = (high, low);

    /// <summary>The upper 64 bits of the id: well mixed, they also say where it is.</summary>
    public ulong High { get; }

    /// <summary>The next 48 bits, and the tag below them.</summary>
    public ulong Low { get; }

    public ushort Tag => (ushort)Low;

    public bool IsEmpty => (High | Low) == 0;

    public static IdSlot Of(UInt128 id) => Of((ulong)(id >> 64), (ulong)id & ~TagMask);

    /// <summary>From the two parts of an id without its tag.</summary>
    public static IdSlot Of(ulong high, ulong low) => (high | low) == 0 ? new IdSlot(1, 0) : new IdSlot(high, low);

    public IdSlot In(ushort generation) => new(High, (Low & ~TagMask) | generation);

    public bool IsSameId(IdSlot other) => High == other.High && (Low ^ other.Low) <= TagMask;

    public bool Equals(IdSlot other) => High == other.High && Low == other.Low;

    public override bool Equals(object? obj) => obj is IdSlot other && Equals(other);

    public override int GetHashCode() => (int)High;
}
