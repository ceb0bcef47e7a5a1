namespace Analytics.Actors.Shards;

/// <summary>Runs work off the shards' threads: writing checkpoints, compaction, recovery. A simulator runs it step by step instead.</summary>
public interface IBackground
{
    /// <summary>Runs the work some time later, on any thread. The work never throws.</summary>
    void Run(Action work);
}
