namespace Analytics.Store.Engine;

/// <summary>What one statement did, beside its bytes.</summary>
/// <param name="ResultRows">Rows of the answer.</param>
/// <param name="ResultBytes">Bytes of the answer in the engine's memory.</param>
/// <param name="ReadRows">Rows read from tables.</param>
/// <param name="ReadBytes">Bytes read from tables.</param>
/// <param name="WrittenRows">Rows inserted.</param>
/// <param name="WrittenBytes">Bytes inserted.</param>
internal readonly record struct EngineCounts(
    ulong ResultRows, ulong ResultBytes, ulong ReadRows, ulong ReadBytes, ulong WrittenRows, ulong WrittenBytes)
{
    /// <summary>The sum of two parts of one answer.</summary>
    public EngineCounts Add(EngineCounts other) => new(
        ResultRows + other.ResultRows, ResultBytes + other.ResultBytes, ReadRows + other.ReadRows,
        ReadBytes + other.ReadBytes, WrittenRows + other.WrittenRows, WrittenBytes + other.WrittenBytes);
}
