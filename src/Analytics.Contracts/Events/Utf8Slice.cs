namespace Analytics.Contracts.Events;

/// <summary>A run of UTF-8 bytes inside a batch's buffer. The default value is the absent field (length 0).</summary>
/// <param name="Offset">Position of the first byte in <see cref="Log.RecordBatch.Buffer"/>.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct Utf8Slice(int Offset, int Length)
{
    /// <summary>True when the field is absent or empty.</summary>
    public bool IsEmpty => Length == 0;
}
