using System.Collections.Concurrent;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>Questions to a shard from other threads, answered between two batches.</summary>
internal sealed class ShardMailbox(ShardId shard, Action wake)
{
    private readonly ConcurrentQueue<Question> _questions = new();
    private volatile bool _closed;

    public Task<T> AskAsync<T>(Func<ShardView, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Enqueue(new Question(
            view =>
            {
                try
                {
                    answer.TrySetResult(question(view));
                }
                catch (Exception error)
                {
                    answer.TrySetException(error);
                }
            },
            reason => answer.TrySetException(new ShardUnavailableException($"{shard} cannot answer: {reason}"))));
        if (_closed) Refuse("it stopped.");
        wake();
        return answer.Task;
    }

    public bool IsEmpty => _questions.IsEmpty;

    public void Answer(ShardView view)
    {
        while (_questions.TryDequeue(out var question)) question.Answer(view);
    }

    public void Refuse(string reason)
    {
        while (_questions.TryDequeue(out var question)) question.Refuse(reason);
    }

    public void Close()
    {
        _closed = true;
        Refuse("it stopped.");
    }

    private readonly record struct Question(Action<ShardView> Answer, Action<string> Refuse);
}
