using Analytics.Log.Kafka;
using Analytics.Log.Tests.Segments;

namespace Analytics.Log.Tests.Kafka;

/// <summary>What a client library repeats many times a second is told once in a while.</summary>
public sealed class CalmNoticesTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _told = [];

    [Fact]
    public void The_same_notice_is_told_once_and_later_with_how_often_it_came()
    {
        var notices = new CalmNotices(_told.Add, _time);
        for (var i = 0; i < 5; i++) notices.Tell("brokers are down");
        Assert.Equal(["brokers are down"], _told);

        _time.Advance(CalmNotices.Calm);
        notices.Tell("brokers are down");
        Assert.Equal(["brokers are down", "brokers are down (and 4 times since it was said last)"], _told);
    }

    [Fact]
    public void Another_notice_is_told_at_once_and_how_long_something_took_makes_it_no_other()
    {
        var notices = new CalmNotices(_told.Add, _time);
        notices.Tell("a refused (after 1ms)");
        notices.Tell("a refused (after 2ms)");
        notices.Tell("b refused (after 2ms)");
        Assert.Equal(["a refused (after 1ms)", "b refused (after 2ms)"], _told);
    }
}
