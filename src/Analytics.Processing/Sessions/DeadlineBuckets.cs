using Analytics.Processing.Time;

namespace Analytics.Processing.Sessions;

/// <summary>
/// Timers of one tenant's sessions in event time, in buckets of ten seconds: arming is an append. A timer is never moved: when it comes early, because its
/// session went on, it is armed again. A session therefore closes up to ten seconds of event time later than it could.
/// </summary>
public sealed class DeadlineBuckets
{
    /// <summary>Width of a bucket.</summary>
    public const long Width = 10 * Micros.Second;

    // Bucket numbers reach 680 years from 1970; what lies beyond is one bucket.
    private const int Last = UserEntry.NotArmed - 1;

    private readonly Dictionary<int, List<(int Place, int Generation)>> _byBucket = [];
    private readonly PriorityQueue<int, int> _order = new();
    private readonly Stack<List<(int Place, int Generation)>> _spare = [];

    /// <summary>The bucket of a deadline.</summary>
    public static int BucketOf(long deadline) => (int)Math.Clamp(Micros.Index(deadline, Width), int.MinValue, Last);

    /// <summary>True when a watermark has passed the bucket of a deadline.</summary>
    public static bool IsDue(long deadline, long watermark) => IsPast(BucketOf(deadline), watermark);

    /// <summary>Arms a timer.</summary>
    public void Arm(int bucket, int place, int generation)
    {
        if (!_byBucket.TryGetValue(bucket, out var timers))
        {
            if (!_spare.TryPop(out timers)) timers = [];
            _byBucket.Add(bucket, timers);
            _order.Enqueue(bucket, bucket);
        }

        timers.Add((place, generation));
    }

    /// <summary>Takes the earliest bucket that the watermark has passed; give its list back with <see cref="Return"/>.</summary>
    public bool TryTake(long watermark, out int bucket, out List<(int Place, int Generation)> timers)
    {
        timers = [];
        if (!_order.TryPeek(out bucket, out _) || !IsPast(bucket, watermark)) return false;
        _order.Dequeue();
        _byBucket.Remove(bucket, out timers!);
        return true;
    }

    private static bool IsPast(int bucket, long watermark) => watermark >= (bucket + 1L) * Width;

    /// <summary>Takes an emptied list for use again.</summary>
    public void Return(List<(int Place, int Generation)> timers)
    {
        timers.Clear();
        if (timers.Capacity <= 4096) _spare.Push(timers);
    }
}
