namespace Analytics.Ingestion.Admission;

/// <summary>How much a tenant may send steadily, with a burst of ten seconds of it.</summary>
/// <param name="EventsPerSecond">Events a second; 0 for no limit.</param>
/// <param name="BytesPerSecond">Bytes a second, decompressed; 0 for no limit.</param>
public readonly record struct TenantQuota(double EventsPerSecond, double BytesPerSecond)
{
    /// <summary>No limit.</summary>
    public static TenantQuota None => default;
}
