using Analytics.Actors.Entities;
using Analytics.Node.Cluster;
using Analytics.Node.Status;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Parts of an answer become one as a single node would have given it.</summary>
public sealed class MergeTests
{
    [Fact]
    public void Counts_add_and_types_are_sorted_by_number_and_name()
    {
        var merged = LiveMerge.Totals([Counts(3, ("view", 2), ("order", 1)), Counts(4, ("order", 3), ("cart", 1))], "EUR");
        Assert.Equal((7, 2, 2), (merged.Events, merged.Orders, merged.Payments));
        Assert.Equal([("order", 4L), ("view", 2L), ("cart", 1L)], merged.EventsByType.Select(type => (type.Type, type.Events)));
    }

    [Fact]
    public void Revenue_is_that_of_the_currency_and_of_payments_without_one() =>
        Assert.Equal(2 * (Int128)(10 + 1), LiveMerge.Totals([Counts(1), Counts(1)], "EUR").Revenue.Micros);

    [Fact]
    public void The_lowest_watermark_counts_and_shards_that_do_not_know_the_tenant_hold_nothing_back()
    {
        Assert.Equal(5, LiveMerge.Watermark([new LiveCounts([], null, 0, 9), new LiveCounts([], null, 0, null), new LiveCounts([], null, 0, 5)]));
        Assert.Null(LiveMerge.Watermark([new LiveCounts([], null, 0, null)]));
    }

    [Fact]
    public void Tenants_are_listed_once_and_in_order() =>
        Assert.Equal(["a", "b", "c"], LiveMerge.Tenants([new LiveCounts(["c", "a"], null, 0, null), new LiveCounts(["b", "a"], null, 0, null)]));

    [Fact]
    public void A_sink_is_as_bad_as_its_worst_node_says_and_its_backlogs_add()
    {
        var merged = SinkMerge.Merge([("a", [Sink("up", null)]), ("b", [Sink("down", "refused")]), ("q", [])]).Single();
        Assert.Equal(("down", "b: refused", 2, 20, 200), (merged.State, merged.LastError, merged.BacklogDeliveries, merged.BacklogBytes, merged.Delivered));
    }

    [Fact]
    public void A_node_alone_is_not_named_in_its_sinks_fault() => Assert.Equal("refused", SinkMerge.Merge([("a", [Sink("down", "refused")])]).Single().LastError);

    private static LiveCounts Counts(long events, params (string Type, long Events)[] types) => new(
        [], new LiveTotals(events, [.. types.Select(type => KeyValuePair.Create(type.Type, type.Events))], 1, 1, [KeyValuePair.Create("", (Int128)1), KeyValuePair.Create("EUR", (Int128)10), KeyValuePair.Create("USD", (Int128)100)], 0), 0, null);

    private static SinkStatusAnswer Sink(string state, string? error) => new("clickhouse.events", state, DateTime.UnixEpoch, error, 1, 10, 5, 100, 0);
}
