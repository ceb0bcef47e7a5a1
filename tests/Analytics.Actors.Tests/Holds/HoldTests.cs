using Analytics.Actors.Holds;
using Analytics.Actors.Tests.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Testing;

namespace Analytics.Actors.Tests.Holds;

/// <summary>What operators let rest.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class HoldTests(PostgresServer server)
{
    private static readonly DateTimeOffset Then = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Kinds => [.. StoreUnderTest.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Lasts_until_it_is_resumed_by_whichever_process(string kind)
    {
        using var folder = new TemporaryFolder();
        var database = kind == StoreUnderTest.Postgres ? server.CreateDatabase() : "";
        IHoldStore Open() => database.Length > 0 ? new PostgresHolds(database) : new FileHolds(folder.File("holds.json"));
        await using (var board = await HoldBoard.OpenAsync(Open(), TimeProvider.System))
        {
            Assert.Empty(board.Now);
            await board.AddAsync(new Hold(Hold.Source, "raw_events-1", Then, "ann"), CancellationToken.None);
            await board.AddAsync(new Hold(Hold.Sink, "clickhouse.events", Then, "ann"), CancellationToken.None);
            await board.AddAsync(new Hold(Hold.Sink, "clickhouse.events", Then.AddHours(1), "bob"), CancellationToken.None);
        }

        await using var again = await HoldBoard.OpenAsync(Open(), TimeProvider.System);
        Assert.Equal(["sink clickhouse.events ann", "source raw_events-1 ann"], again.Now.Select(hold => $"{hold.Kind} {hold.Name} {hold.By}").Order(StringComparer.Ordinal));
        Assert.All(again.Now, hold => Assert.Equal(Then, hold.Since));
        Assert.True(again.Covers(new ShardId("raw_events", 1)));
        Assert.False(again.Covers(new ShardId("raw_events", 2)));
        Assert.True(again.CoversSink("clickhouse.events"));
        Assert.True(await again.RemoveAsync(Hold.Source, "raw_events-1", CancellationToken.None));
        Assert.False(await again.RemoveAsync(Hold.Source, "raw_events-1", CancellationToken.None));
        Assert.False(again.Covers(new ShardId("raw_events", 1)));
    }

    [Fact]
    public async Task A_lane_covers_all_its_shards_and_whoever_listens_hears_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var board = await HoldBoard.OpenAsync(new FileHolds(folder.File("holds.json")), TimeProvider.System);
        var heard = 0;
        board.Changed = () => heard++;
        await board.AddAsync(new Hold(Hold.Source, "raw_events", Then, "ann"), CancellationToken.None);
        Assert.True(board.Covers(new ShardId("raw_events", 7)));
        Assert.False(board.Covers(new ShardId("raw_events_2", 7)));
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_damaged_file_stops_the_start_because_what_rests_must_not_run()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("holds.json"), "[{");
        await Assert.ThrowsAsync<IOException>(() => HoldBoard.OpenAsync(new FileHolds(folder.File("holds.json")), TimeProvider.System));
    }
}
