using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Supervision;

/// <summary>What happens after a fault.</summary>
public abstract record SupervisorDirective
{
    private SupervisorDirective()
    {
    }

    /// <summary>Entities and encoders go back to the last cut, one event is set aside for the dead letters, and the log is run again from the cut.</summary>
    /// <param name="Event">The event and why.</param>
    public sealed record RestartAndSetAside(SetAsideEvent Event) : SupervisorDirective;

    /// <summary>As before, but nobody knows yet which event is at fault: the offsets are run again one by one.</summary>
    /// <param name="Range">The batch that failed.</param>
    public sealed record RestartAndIsolate(OffsetRange Range) : SupervisorDirective;

    /// <summary>No event is to blame: the shard stops and recovers from disk after a pause.</summary>
    public sealed record StopShard : SupervisorDirective;

    /// <summary>The shard may never write again: somebody else owns it.</summary>
    public sealed record StepDown : SupervisorDirective;
}
