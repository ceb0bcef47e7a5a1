using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Contracts.Decoding;

/// <summary>Bytes of one run of records → valid canonical events. One thread at a time; keeps caches of its own.</summary>
public interface IEventDecoder
{
    /// <summary>
    /// Resets <paramref name="target"/> and adds a row for each valid record. The others go to <paramref name="rejections"/> (which is not
    /// cleared). The same bytes and headers always give the same row or rejection: no clock, no randomness.
    /// </summary>
    void Decode(RecordBatch records, EventBatch target, ICollection<Rejection> rejections);
}
