using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Supervision;

/// <summary>Something threw while a batch was processed.</summary>
/// <param name="Stage">What threw: <c>decode</c>, the name of a transform, an entity kind or a sink; <c>cut</c> outside of any event.</param>
/// <param name="Error">What it threw.</param>
/// <param name="Batch">Offsets of the batch.</param>
/// <param name="Records">Records in the batch.</param>
/// <param name="Offset">The event at fault, when the stage told.</param>
public sealed record ProcessingFault(string Stage, Exception Error, OffsetRange Batch, int Records, long? Offset)
{
    /// <summary>The stage that has no event to blame.</summary>
    public const string CutStage = "cut";
}
