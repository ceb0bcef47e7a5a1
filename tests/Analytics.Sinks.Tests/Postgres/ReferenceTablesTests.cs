using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

[Collection(PostgresServerCollection.Name)]
public sealed class ReferenceTablesTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [PostgresFact]
    public async Task A_change_by_an_operator_arrives_without_being_asked_for()
    {
        var tenant = Symbols.Intern("reference-change");
        await postgres.AskAsync("INSERT INTO user_tiers VALUES ('reference-change', 'anna', 'gold')");
        await using var tables = new PostgresReferenceTables(postgres.Connection, TimeSpan.FromMilliseconds(5));
        await tables.StartAsync();
        Assert.True(tables.State.IsFollowing);
        Assert.Equal("gold", Symbols.Text(tables.Current.Tier(tenant, "anna"u8)));
        var before = tables.Current;

        var changed = NextAsync(tables, snapshot => snapshot.TryFindProduct(tenant, "p1"u8, out _) && Symbols.Text(snapshot.Tier(tenant, "anna"u8)) == "platinum");
        await postgres.AskAsync("UPDATE user_tiers SET tier = 'platinum' WHERE tenant = 'reference-change'");
        await postgres.AskAsync("INSERT INTO product_categories VALUES ('reference-change', 'p1', 'Audio', 199.99)");
        var after = await changed;
        Assert.True(after.TryFindProduct(tenant, "p1"u8, out var product));
        Assert.Equal(("Audio", 199_990_000L), (Symbols.Text(product.Category), product.PriceMicros));
        Assert.True(after.Version > before.Version);
        Assert.Equal("gold", Symbols.Text(before.Tier(tenant, "anna"u8)));
    }

    [PostgresFact]
    public async Task A_lost_connection_keeps_the_snapshot_and_a_new_one_catches_up()
    {
        var tenant = Symbols.Intern("reference-lost");
        await postgres.AskAsync("INSERT INTO user_tiers VALUES ('reference-lost', 'anna', 'gold')");
        await using var tables = new PostgresReferenceTables(postgres.Connection, TimeSpan.FromMilliseconds(5));
        await tables.StartAsync();
        var changed = NextAsync(tables, snapshot => Symbols.Text(snapshot.Tier(tenant, "anna"u8)) == "silver");
        await postgres.AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query LIKE '%reference_version%' AND pid <> pg_backend_pid()");
        Assert.Equal("gold", Symbols.Text(tables.Current.Tier(tenant, "anna"u8)));
        await postgres.AskAsync("UPDATE user_tiers SET tier = 'silver' WHERE tenant = 'reference-lost'");
        await changed;
        Assert.True(tables.State.IsFollowing);
    }

    private static Task<ReferenceSnapshot> NextAsync(PostgresReferenceTables tables, Predicate<ReferenceSnapshot> wanted)
    {
        var found = new TaskCompletionSource<ReferenceSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        tables.Changed += snapshot =>
        {
            if (wanted(snapshot)) found.TrySetResult(snapshot);
        };
        return found.Task.WaitAsync(Patience);
    }
}
