using System.Diagnostics;

namespace Analytics.Log.Kafka;

/// <summary>Keeps whether the brokers answer. A question that is not answered yet counts as a failure when it takes longer than an answer ever should. Written by one thread, read by any.</summary>
internal sealed class KafkaConnectionWatch(KafkaLogOptions options)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private DateTimeOffset _upSince = DateTimeOffset.UtcNow;
    private DateTimeOffset _answeredAt = DateTimeOffset.UtcNow;
    private long _answered = Stopwatch.GetTimestamp();
    private string _error = "";

    public KafkaConnectionState State
    {
        get
        {
            lock (_gate)
            {
                if (_error.Length > 0) return new KafkaConnectionState(false, _answeredAt, options.Brokers, _error);
                return Stopwatch.GetElapsedTime(_answered) > options.RefreshInterval + LongestAnswer
                    ? new KafkaConnectionState(false, _answeredAt, options.Brokers, $"Kafka at {options.Brokers} has not answered since {_answeredAt:u}.")
                    : new KafkaConnectionState(true, _upSince, options.Brokers, "");
            }
        }
    }

    /// <summary>Whether they answer, and did for so long.</summary>
    public bool HasAnsweredFor(TimeSpan time) => State is { IsUp: true } state && DateTimeOffset.UtcNow - state.Since >= time;

    public void Answered()
    {
        lock (_gate)
        {
            var now = DateTimeOffset.UtcNow;
            if (_error.Length > 0) _upSince = now;
            (_answeredAt, _answered, _error) = (now, Stopwatch.GetTimestamp(), "");
        }
    }

    public void Failed(string error)
    {
        lock (_gate) _error = error;
    }
}
