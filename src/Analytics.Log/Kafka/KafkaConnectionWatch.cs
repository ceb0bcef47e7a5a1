namespace Analytics.Log.Kafka;

/// <summary>Keeps whether the brokers answer. A question that is not answered yet counts as a failure when it takes longer than an answer ever should. Written by one thread, read by any.</summary>
internal sealed class KafkaConnectionWatch(KafkaLogOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private DateTimeOffset _upSince = time.GetUtcNow();
    private DateTimeOffset _answeredAt = time.GetUtcNow();
    private long _answered = time.GetTimestamp();
    private string _error = "";

    public KafkaConnectionState State
    {
        get
        {
            lock (_gate)
            {
                if (_error.Length > 0) return new KafkaConnectionState(false, _answeredAt, options.Brokers, _error);
                return time.GetElapsedTime(_answered) > options.RefreshInterval + LongestAnswer
                    ? new KafkaConnectionState(false, _answeredAt, options.Brokers, $"Kafka at {options.Brokers} has not answered since {_answeredAt:u}.")
                    : new KafkaConnectionState(true, _upSince, options.Brokers, "");
            }
        }
    }

    /// <summary>Whether they answer, and did for so long.</summary>
    public bool HasAnsweredFor(TimeSpan atLeast) => State is { IsUp: true } state && time.GetUtcNow() - state.Since >= atLeast;

    public void Answered()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!State.IsUp) _upSince = now;
            (_answeredAt, _answered, _error) = (now, time.GetTimestamp(), "");
        }
    }

    public void Failed(string error)
    {
        lock (_gate) _error = error;
    }
}
