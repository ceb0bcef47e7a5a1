using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>What the live page gets each second, from the actors themselves.</summary>
/// <param name="AsOf">When it was gathered.</param>
/// <param name="Tenant">The tenant asked for.</param>
/// <param name="Tenants">Tenants that shards know, by name, at most 200.</param>
/// <param name="Totals">Running counts of the tenant.</param>
/// <param name="Currency">The tenant's currency.</param>
/// <param name="EventsLastMinute">The tenant's events that arrived in the last minute.</param>
/// <param name="OpenSessions">The tenant's sessions that are open.</param>
/// <param name="LagRecords">Records that wait for a shard, over all shards.</param>
/// <param name="Watermark">The tenant's lowest watermark over shards; null before its first event.</param>
/// <param name="CheckpointAgeSeconds">Age of the oldest of the shards' last checkpoints that has something after it; null before the first.</param>
/// <param name="Incoming">Events a second, now and in the last five minutes.</param>
/// <param name="Topics">Rates.</param>
/// <param name="Shards">States.</param>
/// <param name="Missing">Shards that are not in the counts, and why.</param>
/// <param name="Sinks">States.</param>
/// <param name="Stores">The log and the stores, as the node that was asked sees them.</param>
/// <param name="DeadLetters">Kept over all topics.</param>
public sealed record LiveAnswer(
    DateTime AsOf, string Tenant, IReadOnlyList<string> Tenants, LiveTotalsAnswer Totals, string Currency, long EventsLastMinute, long OpenSessions,
    long LagRecords, DateTime? Watermark, double? CheckpointAgeSeconds, LiveIncoming Incoming, IReadOnlyList<LiveTopic> Topics, IReadOnlyList<LiveShard> Shards,
    IReadOnlyList<MissingShard> Missing, IReadOnlyList<SinkStatusAnswer> Sinks, IReadOnlyList<StoreStatus> Stores, LiveDeadLetters DeadLetters);
