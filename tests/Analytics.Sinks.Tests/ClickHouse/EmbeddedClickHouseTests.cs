using System.Diagnostics;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.ClickHouse;

public sealed class EmbeddedClickHouseTests
{
    private const int Deliveries = 40;
    private const int RowsEach = 500;

    [StoreFact]
    public async Task Killed_between_and_in_the_middle_of_inserts_it_comes_back_and_each_row_is_there_once()
    {
        using var folder = new TemporaryFolder();
        await using (var store = await EmbeddedClickHouse.StartAsync(StoreFixture.Options(folder.Path)))
        {
            using var connection = StoreFixture.Connect(store);
            await new ClickHouseSchema(connection).ApplyAsync();
            var address = store.BaseAddress;
            var seed = Random.Shared.Next();
            var killer = KillAsync(store, kills: 3, new Random(seed));
            var sink = new EventsSink(connection);
            for (var sequence = 0; sequence < Deliveries || !killer.IsCompleted; sequence++)
                await DeliverStubbornlyAsync(sink, EventSamples.Delivery(sink, new ShardId("killed", 0), sequence, EventSamples.Events(RowsEach, sequence * RowsEach)));
            await killer;
            var rows = await Retry(() => connection.QueryAsync(
                "SELECT count(), uniqExact(offset), max(offset) + 1 FROM events WHERE topic = 'killed'", new Dictionary<string, string>(), default));
            Assert.True(rows[0][0].GetInt64() == rows[0][2].GetInt64() && rows[0][0].GetInt64() == rows[0][1].GetInt64(), $"{rows[0].GetRawText()}, seed {seed}");
            Assert.True(rows[0][0].GetInt64() >= Deliveries * RowsEach);
            Assert.True(store.Restarts >= 3);
            Assert.Equal(address, store.BaseAddress);
        }
    }

    [StoreFact]
    public async Task Disposing_it_stops_the_child_in_order_and_the_data_is_there_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var store = await EmbeddedClickHouse.StartAsync(StoreFixture.Options(folder.Path));
        using (var connection = StoreFixture.Connect(store)) await new ClickHouseSchema(connection).ApplyAsync();
        using var child = Process.GetProcessById(store.ProcessId);
        await store.DisposeAsync();
        Assert.True(child.HasExited);
        Assert.Equal(EmbeddedClickHouseState.Stopped, store.State);
        await using var again = await EmbeddedClickHouse.StartAsync(StoreFixture.Options(folder.Path));
        using var second = StoreFixture.Connect(again);
        await new ClickHouseSchema(second, retention: TimeSpan.FromDays(30)).ApplyAsync();
        var rows = await second.QueryAsync("SELECT create_table_query LIKE '%toIntervalDay(30)%' FROM system.tables WHERE name = 'events'", new Dictionary<string, string>(), default);
        Assert.Equal(1, rows[0][0].GetInt32());
    }

    [StoreFact]
    public async Task The_child_ends_when_its_parent_is_gone()
    {
        using var folder = new TemporaryFolder();
        var options = StoreFixture.Options(folder.Path);
        var info = new ProcessStartInfo(options.DotnetPath, [options.ProgramPath, "--library", options.LibraryPath, "--data", folder.Path, "--exit-with-parent"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        info.Environment["ANALYTICS_STORE_PASSWORD"] = "x";
        using var child = Process.Start(info)!;
        Assert.NotNull(await child.StandardOutput.ReadLineAsync());
        child.StandardInput.Close();
        await child.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        Assert.Equal(0, child.ExitCode);
    }

    [StoreFact]
    public async Task A_start_waits_for_the_child_of_a_predecessor_that_still_holds_the_data()
    {
        using var folder = new TemporaryFolder();
        var former = await EmbeddedClickHouse.StartAsync(StoreFixture.Options(folder.Path));
        var starting = EmbeddedClickHouse.StartAsync(StoreFixture.Options(folder.Path));
        await Task.WhenAny(starting, Task.Delay(TimeSpan.FromSeconds(3)));
        Assert.False(starting.IsCompleted);
        await former.DisposeAsync();
        await using var store = await starting;
        Assert.Equal(EmbeddedClickHouseState.Running, store.State);
    }

    [StoreFact]
    public async Task A_start_that_cannot_succeed_says_what_the_child_said()
    {
        using var folder = new TemporaryFolder();
        var options = StoreFixture.Options(folder.Path) with { LibraryPath = "/nowhere/libchdb.so" };
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedClickHouse.StartAsync(options));
        Assert.Contains("/nowhere/libchdb.so", error.Message, StringComparison.Ordinal);
    }

    private static async Task KillAsync(EmbeddedClickHouse store, int kills, Random random)
    {
        for (var i = 0; i < kills; i++)
        {
            while (store.State != EmbeddedClickHouseState.Running) await Task.Delay(5);
            await Task.Delay(random.Next(0, 150));
            using var child = Process.GetProcessById(store.ProcessId);
            child.Kill();
            while (store.Restarts <= i) await Task.Delay(5);
        }

        while (store.State != EmbeddedClickHouseState.Running) await Task.Delay(5);
    }

    private static Task<bool> DeliverStubbornlyAsync(EventsSink sink, SinkDelivery delivery) => Retry(async () =>
    {
        await sink.DeliverAsync(delivery, default);
        return true;
    });

    private static async Task<T> Retry<T>(Func<Task<T>> call)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException) when (i < 6000)
            {
                await Task.Delay(10);
            }
        }
    }
}
