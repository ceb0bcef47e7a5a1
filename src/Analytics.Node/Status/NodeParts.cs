using Analytics.Actors.Checkpoints;
using Analytics.Actors.Holds;
using Analytics.Actors.Shards;
using Analytics.Contracts.Log;
using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>The parts of the running node that status and questions look at.</summary>
/// <param name="Log">The log.</param>
/// <param name="Region">The shards.</param>
/// <param name="StoreStatus">How the stores are, Kafka included.</param>
/// <param name="Standby">Copies of shards that others own.</param>
/// <param name="Holds">What operators let rest.</param>
/// <param name="Group">Its part in who owns what.</param>
/// <param name="Copies">Copies of what is kept of any shard.</param>
/// <param name="Scratch">Folder for work that nobody needs after a restart.</param>
internal sealed record NodeParts(ILog Log, ShardRegion Region, Func<IReadOnlyList<StoreStatus>> StoreStatus, Func<IReadOnlyList<StandbyStatus>> Standby, HoldBoard Holds, GroupMembership Group, ICheckpointCopies Copies,
    string Scratch);
