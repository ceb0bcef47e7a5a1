using System.Text.Json.Serialization;
using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>One shard.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Node">Id of the node that has it.</param>
/// <param name="State"><c>recovering</c>, <c>running</c>, <c>waiting</c>, <c>paused</c> (by an operator), <c>failed</c> …</param>
/// <param name="Reason">Why it does not work; empty when it does.</param>
/// <param name="Position">Next input offset that processing takes.</param>
/// <param name="End">End of the partition.</param>
/// <param name="DeliveredOffset">Input offset up to which every sink has everything.</param>
/// <param name="LagRecords">Records between position and end.</param>
/// <param name="Watermark">Lowest watermark of the tenants that were active lately; null before the first event.</param>
/// <param name="Checkpoint">The last durable checkpoint; null before the first.</param>
/// <param name="Epoch">Epoch of the owner.</param>
/// <param name="Restarts">Restarts by the supervisor since the start.</param>
/// <param name="EventsPerSecond">Processed over the last seconds.</param>
/// <param name="RulesRevision">Revision of the rules that it runs; 0 when nothing was stored.</param>
/// <param name="RulesSince">First input offset under these rules.</param>
/// <param name="RulesPreparing">The revision that it reads its log again for, before it runs it; null when it does not.</param>
/// <param name="RulesPrepared">How much of that is done, from 0 to 1; null when it does not.</param>
public sealed record ShardStatusAnswer(
    string Topic, int Partition, string Node, string State, string Reason, long Position, long End, long DeliveredOffset, long LagRecords,
    DateTime? Watermark, CheckpointStatus? Checkpoint, long Epoch, long Restarts, double EventsPerSecond, long RulesRevision, long RulesSince, long? RulesPreparing = null, double? RulesPrepared = null) : IShardPart
{
    /// <inheritdoc/>
    [JsonIgnore]
    bool IShardPart.HasAnswer => true;
}
