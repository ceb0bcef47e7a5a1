using Analytics.Actors.Shards;

namespace Analytics.Actors.Replay;

/// <summary>Background work on the thread that asks for it.</summary>
internal sealed class RunAtOnce : IBackground
{
    public void Run(Action work) => work();
}
