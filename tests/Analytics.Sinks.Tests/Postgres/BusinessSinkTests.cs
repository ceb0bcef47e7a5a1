using Analytics.Contracts.Events;
using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Business;

namespace Analytics.Sinks.Tests.Postgres;

[Collection(PostgresServerCollection.Name)]
public sealed class BusinessSinkTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly BusinessSink _sink = new(postgres.Connection, new DollarTenants());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _sink.DisposeAsync();

    [PostgresFact]
    public async Task Each_kind_of_business_event_fills_its_tables()
    {
        const string Tenant = "kinds";
        await new ShardUnderTest(_sink, Tenant)
            .Event(EventKind.UserRegistered, Tenant, user: "anna", second: 1, tier: "gold")
            .Event(EventKind.ProductCreated, Tenant, entity: "p1", amount: 99.5m, second: 2, properties: """{"name":"AirSound","category":"Audio"}""")
            .Event(EventKind.OrderPlaced, Tenant, user: "anna", entity: "o1", product: "p1", amount: 199.99m, second: 3)
            .Event(EventKind.Payment, Tenant, user: "anna", entity: "o1", amount: 199.99m, second: 4, mode: "UPI")
            .Event(EventKind.PageView, Tenant, user: "nobody", second: 5)
            .Event(EventKind.CheckinCompleted, Tenant, user: "bert", entity: "concert", second: 6)
            .DeliverAsync();
        Assert.Equal("5", await postgres.AskAsync("SELECT count(*) FROM events WHERE tenant = 'kinds'"));
        Assert.Equal("anna gold t, bert", await postgres.AskAsync(
            "SELECT string_agg(concat_ws(' ', id, tier, registered_at = first_seen), ', ' ORDER BY id) FROM users WHERE tenant = 'kinds'"));
        Assert.Equal("AirSound Audio 99.5 USD", await postgres.AskAsync("SELECT concat_ws(' ', name, category, price, currency) FROM products WHERE tenant = 'kinds'"));
        Assert.Equal("o1 anna p1 199.99 paid UPI", await postgres.AskAsync(
            "SELECT concat_ws(' ', id, user_id, product_id, amount, status, payment_mode) FROM purchases WHERE tenant = 'kinds'"));
    }

    [PostgresFact]
    public async Task A_delivery_that_comes_again_changes_nothing()
    {
        const string Tenant = "again";
        var shard = new ShardUnderTest(_sink, Tenant);
        var delivery = await shard.Event(EventKind.Payment, Tenant, entity: "o1", amount: 5).DeliverAsync();
        await _sink.DeliverAsync(delivery, CancellationToken.None);
        await shard.Event(EventKind.Payment, Tenant, entity: "o1", amount: 7).DeliverAsync();
        await _sink.DeliverAsync(delivery with { Epoch = 2 }, CancellationToken.None);
        Assert.Equal("2 12", await postgres.AskAsync("SELECT payments || ' ' || paid_amount FROM purchases WHERE tenant = 'again'"));
        Assert.Equal("2", await postgres.AskAsync("SELECT count(*) FROM events WHERE tenant = 'again'"));
        Assert.Equal("2", await postgres.AskAsync("SELECT next_sequence FROM sink_positions WHERE topic = 'again'"));
    }

    [PostgresFact]
    public async Task A_delivery_of_a_former_owner_is_refused()
    {
        const string Tenant = "zombie";
        var owner = new ShardUnderTest(_sink, Tenant) { Epoch = 5 };
        await owner.Event(EventKind.Payment, Tenant, entity: "o1", amount: 5).DeliverAsync();
        owner.Epoch = 4;
        owner.Event(EventKind.Payment, Tenant, entity: "o1", amount: 5);
        await Assert.ThrowsAsync<Analytics.Contracts.Checkpoints.StaleEpochException>(owner.DeliverAsync);
        Assert.Equal("1", await postgres.AskAsync("SELECT count(*) FROM payments WHERE tenant = 'zombie'"));
    }

    [PostgresFact]
    public async Task A_missing_delivery_is_noticed()
    {
        const string Tenant = "gap";
        var shard = new ShardUnderTest(_sink, Tenant) { Sequence = 3 };
        shard.Event(EventKind.Payment, Tenant, entity: "o1", amount: 5);
        await Assert.ThrowsAsync<DeliveryRefusedException>(shard.DeliverAsync);
        Assert.Equal("0", await postgres.AskAsync("SELECT count(*) FROM payments WHERE tenant = 'gap'"));
    }

    [PostgresFact]
    public async Task Borders_that_moved_after_a_fall_back_lose_and_double_nothing()
    {
        const string Tenant = "borders";
        var shard = new ShardUnderTest(_sink, Tenant);
        ShardUnderTest Pay() => shard.Event(EventKind.Payment, Tenant, entity: "o1", amount: 1);
        Pay();
        await Pay().DeliverAsync();
        Pay();
        await Pay().DeliverAsync();
        shard.FallBack(sequence: 1, offset: 2);
        Pay();
        Pay();
        Pay();
        await Pay().DeliverAsync();
        await Pay().DeliverAsync();
        Assert.Equal("7 7", await postgres.AskAsync("SELECT payments || ' ' || paid_amount FROM purchases WHERE tenant = 'borders'"));
        Assert.Equal("0,1,2,3,4,5,6", await postgres.AskAsync("SELECT string_agg(log_offset::text, ',' ORDER BY log_offset) FROM events WHERE tenant = 'borders'"));
    }

    [PostgresFact]
    public async Task A_connection_that_dies_in_the_middle_leaves_nothing_and_the_next_try_everything()
    {
        const string Tenant = "cut";
        var delivery = new ShardUnderTest(_sink, Tenant).Event(EventKind.OrderPlaced, Tenant, user: "u", entity: "o1", amount: 5).Cut();
        await using (var blocker = await postgres.Connection.OpenAsync(CancellationToken.None))
        {
            await using var transaction = await blocker.BeginTransactionAsync();
            await using var hold = new Npgsql.NpgsqlCommand("LOCK TABLE analytics.purchases IN EXCLUSIVE MODE", blocker);
            await hold.ExecuteNonQueryAsync();
            var running = _sink.DeliverAsync(delivery, CancellationToken.None).AsTask();
            while (await postgres.AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'analytics sink' AND wait_event_type = 'Lock'") == "0")
                Assert.False(running.IsCompleted);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => running);
            Assert.False(postgres.Connection.State.IsUp);
        }

        Assert.Equal("0", await postgres.AskAsync("SELECT (SELECT count(*) FROM events WHERE tenant = 'cut') + (SELECT count(*) FROM users WHERE tenant = 'cut')"));
        await _sink.DeliverAsync(delivery, CancellationToken.None);
        Assert.True(postgres.Connection.State.IsUp);
        Assert.Equal("1", await postgres.AskAsync("SELECT count(*) FROM purchases WHERE tenant = 'cut' AND user_id = 'u'"));
    }
}
