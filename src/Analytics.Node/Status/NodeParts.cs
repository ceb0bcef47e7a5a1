using Analytics.Actors.Shards;
using Analytics.Contracts.Log;

namespace Analytics.Node.Status;

/// <summary>The parts of the running node that status and questions look at.</summary>
/// <param name="Log">The log.</param>
/// <param name="Region">The shards.</param>
/// <param name="Checkpoints">Their checkpoints.</param>
/// <param name="StoreStatus">How the stores are.</param>
internal sealed record NodeParts(ILog Log, ShardRegion Region, Func<IReadOnlyList<StoreStatus>> StoreStatus);
