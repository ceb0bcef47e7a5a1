namespace Analytics.Contracts.Checkpoints;

/// <summary>A tenant's time on one shard.</summary>
/// <param name="Tenant">Name of the tenant (never its symbol).</param>
/// <param name="WatermarkMicros">The tenant's watermark.</param>
/// <param name="LastArrivalMicros">When its newest event was received.</param>
public readonly record struct TenantMark(string Tenant, long WatermarkMicros, long LastArrivalMicros);
