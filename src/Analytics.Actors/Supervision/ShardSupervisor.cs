using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Supervision;

/// <summary>Decides about faults. An event is tried once and set aside at its first throw; damage and full disks are never blamed on events.</summary>
public static class ShardSupervisor
{
    /// <summary>Most characters of a message that go to the dead letters.</summary>
    public const int DetailLength = 512;

    /// <summary>The directive for a fault.</summary>
    public static SupervisorDirective Decide(ProcessingFault fault) => fault switch
    {
        { Error: StaleEpochException } => new SupervisorDirective.StepDown(),
        { Error: IOException or OutOfMemoryException } or { Stage: ProcessingFault.CutStage } => new SupervisorDirective.StopShard(),
        { Offset: { } offset } => SetAside(fault, offset),
        { Records: 1 } => SetAside(fault, fault.Batch.From),
        _ => new SupervisorDirective.RestartAndIsolate(fault.Batch),
    };

    private static SupervisorDirective.RestartAndSetAside SetAside(ProcessingFault fault, long offset)
    {
        var detail = $"{fault.Error.GetType().Name}: {fault.Error.Message}";
        if (detail.Length > DetailLength) detail = detail[..DetailLength];
        return new SupervisorDirective.RestartAndSetAside(new SetAsideEvent(offset, fault.Stage, detail));
    }
}
