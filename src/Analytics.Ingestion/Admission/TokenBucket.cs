namespace Analytics.Ingestion.Admission;

/// <summary>
/// A steady rate with a burst. Going into debt is allowed once: a request larger than the burst passes when the bucket is full, and the
/// next ones wait for it. Guarded by its owner.
/// </summary>
internal struct TokenBucket
{
    private const double BurstSeconds = 10;
    private double _tokens;
    private long _filledAt;
    private bool _isStarted;

    /// <summary>Seconds to wait until <paramref name="amount"/> may pass; 0 when it may now. Takes nothing.</summary>
    public double Wait(double rate, double amount, TimeProvider time)
    {
        if (rate <= 0) return 0;
        Fill(rate, time);
        var needed = Math.Min(amount, rate * BurstSeconds);
        return _tokens >= needed ? 0 : (needed - _tokens) / rate;
    }

    /// <summary>Takes what <see cref="Wait"/> said may pass.</summary>
    public void Take(double rate, double amount)
    {
        if (rate > 0) _tokens -= amount;
    }

    private void Fill(double rate, TimeProvider time)
    {
        var now = time.GetTimestamp();
        _tokens = _isStarted ? Math.Min(rate * BurstSeconds, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate)) : rate * BurstSeconds;
        _filledAt = now;
        _isStarted = true;
    }
}
