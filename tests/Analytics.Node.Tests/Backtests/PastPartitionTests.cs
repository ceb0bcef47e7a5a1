using Analytics.Contracts.Sinks;
using Analytics.Node.Backtests.Past;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Tests.Backtests;

/// <summary>Each offset of a range is read in one place: from the log as far as it reaches back, from the store before that.</summary>
public sealed class PastPartitionTests
{
    private const long Million = 1_000_000;
    private static readonly ShardId Shard = new("raw_events", 3);

    [Fact]
    public void What_the_log_has_is_read_from_it_and_the_rest_from_the_store()
    {
        var divided = Divide(Log(start: 400, end: 1000, delivered: 950), Stored(100, 900));
        Assert.Equal((100L, 400L), (divided.Stored!.First, divided.Stored.End));
        // From the last stored event of the range to what was delivered there is none of it.
        Assert.Equal([(400L, 900L), (950L, 1000L)], divided.Logged);
        Assert.Equal(300, divided.StoredRows);
        Assert.Equal(550, divided.Records);
    }

    [Fact]
    public void A_log_that_reaches_back_far_enough_is_read_alone()
    {
        var divided = Divide(Log(start: 50, end: 1000, delivered: 1000), Stored(100, 900));
        Assert.Null(divided.Stored);
        Assert.Equal([(50L, 900L)], divided.Logged);
    }

    [Fact]
    public void A_log_that_was_deleted_is_made_up_for_by_the_store()
    {
        var divided = Divide(Log(start: 1000, end: 1000, delivered: 1000), Stored(100, 900));
        Assert.Equal((100L, 900L), (divided.Stored!.First, divided.Stored.End));
        Assert.Empty(divided.Logged);
        Assert.Equal(800, Divide(null, Stored(100, 900)).StoredRows);
    }

    [Fact]
    public void What_was_not_delivered_is_read_from_the_log_although_the_store_has_nothing()
    {
        Assert.Equal([(700L, 1000L)], Divide(Log(start: 50, end: 1000, delivered: 700), null).Logged);
        Assert.True(Divide(Log(start: 50, end: 1000, delivered: 1000), null).IsEmpty);
    }

    [Fact]
    public void A_store_that_may_have_forgotten_is_not_asked_where_the_log_knows()
    {
        var divided = PastPartition.Of(Shard, Log(start: 400, end: 1000, delivered: 950), Stored(100, 300), isKept: false, needsPlaces: false);
        Assert.Equal((100L, 300L), (divided.Stored!.First, divided.Stored.End));
        Assert.Equal([(400L, 1000L)], divided.Logged);
    }

    [Fact]
    public void A_log_that_knows_no_duplicates_is_read_from_where_they_are_known()
    {
        var divided = Divide(new LogReach(ReadFrom: 400, From: 400, Sure: 600, End: 1000, Delivered: 1000), Stored(100, 900));
        Assert.Equal((600L, 400L), (divided.Stored!.End, divided.ReadFrom));
        Assert.Equal([(600L, 900L)], divided.Logged);
        Assert.Equal(500, divided.Records);
        // What the store does not have must come from the log, whether its duplicates are known or not.
        Assert.Equal([(500L, 1000L)], Divide(new LogReach(400, 400, 600, 1000, Delivered: 500), Stored(100, 450)).Logged);
    }

    [Fact]
    public void Few_events_among_many_of_others_are_read_from_the_store()
    {
        var log = Log(start: 0, end: 50 * Million, delivered: 50 * Million);
        var few = Stored(0, 50 * Million, rows: Million);
        Assert.Equal(few, Divide(log, few).Stored);
        Assert.Empty(Divide(log, few).Logged);
        Assert.Null(Divide(log, Stored(0, 50 * Million, rows: 10 * Million)).Stored);
        // Not when the log alone has what the rules look at, or what is not delivered yet.
        Assert.Null(Divide(log, few with { FirstWithoutPlace = 7 }, needsPlaces: true).Stored);
        Assert.Null(Divide(log with { Delivered = 20 * Million }, few).Stored);
    }

    private static PastPartition Divide(LogReach? log, HistoryRange? stored, bool needsPlaces = false) => PastPartition.Of(Shard, log, stored, isKept: true, needsPlaces);

    private static LogReach Log(long start, long end, long delivered) => new(start, start, start, end, delivered);

    private static HistoryRange Stored(long first, long end, long? rows = null) => new(Shard.Topic, Shard.Partition, rows ?? end - first, first, end);
}
