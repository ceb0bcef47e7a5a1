using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Tests.Enrichment;

/// <summary>Builds batches from text, and holds the policies of their tenants.</summary>
internal sealed class EventsInMemory : ITenantDirectory
{
    public static readonly byte[] Secret = Encoding.UTF8.GetBytes("an installation's secret");

    public EventBatch Batch { get; } = new();

    public TenantSettings Policy { get; set; } = new();

    public TenantSettings Settings(int tenantSymbol) => Policy;

    public ref EventRow Add(string tenant = "shop")
    {
        ref var row = ref Batch.Add();
        row.Tenant = Symbols.Intern(tenant);
        return ref row;
    }

    public Utf8Slice Slice(string text) => Batch.Records.Append(Encoding.UTF8.GetBytes(text));

    public string Text(Utf8Slice slice) => Batch.Text(slice);
}
