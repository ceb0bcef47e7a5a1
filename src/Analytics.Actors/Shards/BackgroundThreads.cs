using System.Collections.Concurrent;

namespace Analytics.Actors.Shards;

/// <summary>A few dedicated threads that run background work in order of arrival.</summary>
public sealed class BackgroundThreads : IBackground, IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread[] _threads;
    private readonly bool _yields;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">What they are called.</param>
    /// <param name="threads">How many.</param>
    /// <param name="yields">Whether they stand behind threads that answer requests.</param>
    public BackgroundThreads(string name, int threads, bool yields = true)
    {
        _yields = yields;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(RunAll) { IsBackground = true, Name = $"{name}-{i}" };
            _threads[i].Start();
        }
    }

    /// <inheritdoc/>
    public void Run(Action work) => _work.Add(work);

    /// <summary>Waits for the work that was given, then ends the threads.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _work.Dispose();
    }

    private void RunAll()
    {
        if (_yields) LowerPriority.Enter();
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
