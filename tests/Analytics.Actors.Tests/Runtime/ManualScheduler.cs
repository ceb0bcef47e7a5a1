namespace Analytics.Actors.Tests.Runtime;

/// <summary>Runs the tasks of the dispatchers when a test says so, on the test's thread.</summary>
internal sealed class ManualScheduler : TaskScheduler
{
    private readonly Queue<Task> _tasks = new();

    public bool RunOne()
    {
        Task? task;
        lock (_tasks)
            if (!_tasks.TryDequeue(out task)) return false;
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        TryExecuteTask(task);
        SynchronizationContext.SetSynchronizationContext(context);
        return true;
    }

    public bool RunAll()
    {
        var ran = false;
        while (RunOne()) ran = true;
        return ran;
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks) _tasks.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];
}
