using Analytics.Actors.Shards;
using Analytics.Contracts.Log;
using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>The parts of the running node that status and questions look at.</summary>
/// <param name="Log">The log.</param>
/// <param name="Region">The shards.</param>
/// <param name="StoreStatus">How the stores are, Kafka included.</param>
/// <param name="Standby">Copies of shards that others own.</param>
internal sealed record NodeParts(ILog Log, ShardRegion Region, Func<IReadOnlyList<StoreStatus>> StoreStatus, Func<IReadOnlyList<StandbyStatus>> Standby);
