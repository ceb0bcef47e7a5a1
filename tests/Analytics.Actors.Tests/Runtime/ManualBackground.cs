using Analytics.Actors.Shards;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Keeps background work until a test runs it.</summary>
internal sealed class ManualBackground : IBackground
{
    private readonly Queue<Action> _work = new();

    public void Run(Action work) => _work.Enqueue(work);

    public bool RunOne()
    {
        var found = _work.TryDequeue(out var work);
        work?.Invoke();
        return found;
    }

    public bool RunAll()
    {
        var ran = false;
        while (_work.TryDequeue(out var work))
        {
            work();
            ran = true;
        }

        return ran;
    }
}
