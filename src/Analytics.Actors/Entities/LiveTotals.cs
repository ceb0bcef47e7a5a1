namespace Analytics.Actors.Entities;

/// <summary>Running counts of one tenant on one shard, for people who watch. Sums over shards are the tenant's. Ask on the shard's thread.</summary>
/// <param name="Events">All events since the tenant's first.</param>
/// <param name="EventsByType">The same by event type, most frequent first.</param>
/// <param name="Orders">Orders, purchases included.</param>
/// <param name="Payments">Payments, purchases included.</param>
/// <param name="RevenueByCurrency">Sum of payments in millionths by currency, in the order of the codes.</param>
/// <param name="EventsLastMinute">Events that arrived in the last 60 seconds of the shard's clock.</param>
public sealed record LiveTotals(
    long Events,
    IReadOnlyList<KeyValuePair<string, long>> EventsByType,
    long Orders,
    long Payments,
    IReadOnlyList<KeyValuePair<string, Int128>> RevenueByCurrency,
    long EventsLastMinute);
