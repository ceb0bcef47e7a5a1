using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class ReferenceSnapshotTests
{
    [Fact]
    public void Every_entry_is_found_for_its_own_tenant_only_and_the_last_one_given_wins()
    {
        var builder = new ReferenceSnapshotBuilder();
        for (var i = 0; i < 20_000; i++) builder.SetTier(i % 7, Encoding.UTF8.GetBytes($"user {i}"), i + 1);
        builder.SetTier(0, "user 0"u8, 77);
        var snapshot = builder.Build(5);

        Assert.Equal((5L, 20_000, 0), (snapshot.Version, snapshot.Users, snapshot.Products));
        Assert.Equal(77, snapshot.Tier(0, "user 0"u8));
        Assert.All(Enumerable.Range(1, 19_999), i => Assert.Equal(i + 1, snapshot.Tier(i % 7, Encoding.UTF8.GetBytes($"user {i}"))));
        Assert.Equal(0, snapshot.Tier(8, "user 1"u8));
        Assert.Throws<InvalidOperationException>(() => builder.SetTier(0, "late"u8, 1));
    }

    [Fact]
    public void More_entries_than_the_bound_are_an_error()
    {
        var builder = new ReferenceSnapshotBuilder(capacity: 2);
        builder.SetProduct(1, "a"u8, new ProductReference(1, 2));
        builder.SetProduct(1, "b"u8, new ProductReference(1, 2));
        builder.SetProduct(1, "b"u8, new ProductReference(3, 4));
        Assert.Throws<InvalidOperationException>(() => builder.SetProduct(1, "c"u8, default));
        Assert.True(builder.Build(1).TryFindProduct(1, "b"u8, out var product));
        Assert.Equal(new ProductReference(3, 4), product);
    }

    [Fact]
    public void Tier_category_and_stamp_come_from_one_snapshot_and_follow_a_change()
    {
        var tables = new ChangingTables();
        var events = new EventsInMemory();
        ref var row = ref events.Add();
        row.UserId = events.Slice("ann");
        row.ProductId = events.Slice("p1");
        var pipeline = new EnrichmentTables { References = tables, Tenants = events, Secret = EventsInMemory.Secret }.CreatePipeline();

        foreach (var (version, tier) in new[] { (1, "gold"), (2, "silver") })
        {
            var builder = new ReferenceSnapshotBuilder();
            builder.SetTier(row.Tenant, "ann"u8, Symbols.Intern(tier));
            builder.SetProduct(row.Tenant, "p1"u8, new ProductReference(Symbols.Intern("toys"), 5));
            tables.Current = builder.Build(version);
            pipeline.Apply(events.Batch);

            row = ref events.Batch.Rows[0];
            Assert.Equal((tier, "toys", $"ref={version}"), (Symbols.Text(row.Tier), Symbols.Text(row.Category), Symbols.Text(row.TableVersions)));
        }
    }

    private sealed class ChangingTables : IReferenceTables
    {
        public ReferenceSnapshot Current { get; set; } = ReferenceSnapshot.Empty;
    }
}
