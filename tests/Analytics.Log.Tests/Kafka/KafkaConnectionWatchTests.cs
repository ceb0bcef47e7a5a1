using Analytics.Log.Kafka;
using Analytics.Log.Tests.Segments;

namespace Analytics.Log.Tests.Kafka;

/// <summary>Since when the brokers answer begins anew after every silence, told or not.</summary>
public sealed class KafkaConnectionWatchTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ManualTime _time = new();

    [Fact]
    public void A_silence_that_no_error_told_ends_what_they_had_answered_before()
    {
        var watch = new KafkaConnectionWatch(new KafkaLogOptions { Brokers = "k:9092", Topics = [] }, _time);
        AnswerFor(watch, Minute);
        Assert.True(watch.HasAnsweredFor(Minute));

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(watch.State.IsUp);
        watch.Answered();
        Assert.True(watch.State.IsUp);
        Assert.False(watch.HasAnsweredFor(Minute));
        AnswerFor(watch, Minute);
        Assert.True(watch.HasAnsweredFor(Minute));
    }

    [Fact]
    public void An_error_ends_it_at_once()
    {
        var watch = new KafkaConnectionWatch(new KafkaLogOptions { Brokers = "k:9092", Topics = [] }, _time);
        AnswerFor(watch, Minute);
        watch.Failed("gone");
        Assert.Equal((false, "gone"), (watch.State.IsUp, watch.State.Error));
        watch.Answered();
        Assert.False(watch.HasAnsweredFor(Minute));
    }

    private void AnswerFor(KafkaConnectionWatch watch, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            watch.Answered();
        }
    }
}
