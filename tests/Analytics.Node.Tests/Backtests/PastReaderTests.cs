using System.Text;
using Analytics.Actors.Replay;
using Analytics.Contracts.Log;
using Analytics.Node.Backtests;
using Analytics.Node.Backtests.Past;

namespace Analytics.Node.Tests.Backtests;

/// <summary>The past of a partition comes whole and in its order, wherever its parts are, and whatever retention deletes meanwhile.</summary>
public sealed class PastReaderTests : IAsyncLifetime
{
    private const int Events = 2_000;
    private readonly SharedLog _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _log.DisposeAsync().AsTask();

    [Fact]
    public async Task Other_tenants_and_times_are_left_out()
    {
        await _log.AppendAsync(Events);
        using var reader = Reader(null, 0, [(0, Events)]);
        var found = Read(reader);
        // Every second event is the shop's; of the first hundred and the last fifty the time is not wanted.
        Assert.Equal(Enumerable.Range(100, Events - 150).Where(i => i % 2 == 0).Select(i => (long)i), found.Offsets);
        Assert.Equal(Events, found.Looked);
    }

    [Fact]
    public async Task The_log_follows_the_store_at_the_seam_and_gaps_are_passed_over()
    {
        await _log.AppendAsync(Events);
        using var reader = Reader(Store(100, 700), 700, [(700, 900), (1500, Events)]);
        Assert.Equal([.. Evens(100, 900), .. Evens(1500, Events - 50)], Read(reader).Offsets);
    }

    [Fact]
    public async Task What_retention_deletes_before_it_is_read_comes_from_the_store()
    {
        await _log.AppendAsync(Events);
        using var reader = Reader(Store(100, 200), 200, [(200, Events)]);
        var batch = new PastBatch();
        var offsets = new List<long>();
        while (offsets.LastOrDefault() < 198 && reader.Read(batch)) Add(batch, offsets);
        _log.Log.ApplyRetention();
        Assert.True(_log.Partition.StartOffset > 400);
        while (reader.Read(batch)) Add(batch, offsets);
        Assert.Equal(Evens(100, Events - 50), offsets);
    }

    [Fact]
    public async Task What_retention_deletes_while_it_is_read_comes_from_the_store()
    {
        await _log.AppendAsync(Events);
        using var reader = Reader(null, 0, [(0, Events)]);
        var batch = new PastBatch();
        var offsets = new List<long>();
        while (offsets.Count == 0 && reader.Read(batch)) Add(batch, offsets);
        _log.Log.ApplyRetention();
        Assert.True(_log.Partition.StartOffset > offsets[^1]);
        while (reader.Read(batch)) Add(batch, offsets);
        Assert.Equal(Evens(100, Events - 50), offsets);
    }

    [Fact]
    public async Task What_is_nowhere_is_told()
    {
        await _log.AppendAsync(Events);
        _log.Log.ApplyRetention();
        using var reader = new PastReader(0, null, [(100, Events)], 100, OpenLog, null, byMaskedUser: false);
        Assert.Contains("retention", Assert.Throws<BacktestException>(() => reader.Read(new PastBatch())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_some_events_come_from_the_store_users_are_told_apart_by_their_masked_names()
    {
        await _log.AppendAsync(Events);
        using var plain = Reader(null, 0, [(0, Events)]);
        using var masked = new PastReader(0, null, [(0, Events)], 0, OpenLog, null, byMaskedUser: true);
        var (one, other) = (new PastBatch(), new PastBatch());
        while (plain.Read(one) && masked.Read(other) && one.Events.Count == 0)
        {
        }

        var user = Encoding.UTF8.GetBytes("u2");
        Assert.Equal(one.Events.Text(one.Events.Rows[0].UserId), other.Events.Text(other.Events.Rows[0].UserId));
        Assert.NotEqual(one.Events.Rows[0].UserHash, other.Events.Rows[0].UserHash);
        foreach (ref readonly var row in other.Events.Rows)
            if (other.Events.Bytes(row.UserId).SequenceEqual(user)) Assert.Equal(Sinks.ClickHouse.History.EventHistory.UserHash(user), row.UserHash);
    }

    private static IEnumerable<long> Evens(int from, int to) => Enumerable.Range(from, to - from).Where(i => i % 2 == 0).Select(i => (long)i);

    private static (List<long> Offsets, long Looked) Read(PastReader reader)
    {
        var (offsets, looked, batch) = (new List<long>(), 0L, new PastBatch());
        while (reader.Read(batch))
        {
            Add(batch, offsets);
            if (batch.IsFromLog) looked += batch.Looked;
        }

        return (offsets, looked);
    }

    private static void Add(PastBatch batch, List<long> offsets)
    {
        foreach (ref readonly var row in batch.Events.Rows) offsets.Add(row.Offset & ((1L << PastReader.OffsetBits) - 1));
    }

    // Even offsets, as the shop's are.
    private static PastReader.ReadStore Store(long from, long to)
    {
        var next = from;
        return (target, most) =>
        {
            target.Reset(new RecordBatch());
            for (; next < to && target.Count < Math.Min(most, 30); next++)
                if (next % 2 == 0) target.Add().Offset = next;
            return target.Count > 0;
        };
    }

    private PastReader Reader(PastReader.ReadStore? stored, long readFrom, IReadOnlyList<(long From, long To)> logged) =>
        new(7, stored, logged, readFrom, OpenLog, Store, byMaskedUser: false);

    private LogEvents OpenLog(long at) => _log.Open(at, SharedLog.Start + 100 * 1_000_000, SharedLog.Start + (Events - 50) * 1_000_000L);
}
