using System.Collections.Concurrent;
using Analytics.Contracts.Log;

namespace Analytics.Ingestion.DeadLetters;

/// <summary>The indexes of all dead-letter partitions, each made when somebody first asks for it.</summary>
/// <param name="log">The log.</param>
public sealed class LetterIndexes(ILog log) : IDisposable
{
    private readonly ConcurrentDictionary<(string Topic, int Partition), Lazy<LetterIndex>> _indexes = new();

    /// <summary>The index of a partition.</summary>
    /// <exception cref="KeyNotFoundException">There is no such topic.</exception>
    public LetterIndex Of(string topic, int partition)
    {
        var found = log.Partition(topic, partition);
        return _indexes.GetOrAdd((topic, partition), _ => new Lazy<LetterIndex>(() => new LetterIndex(found))).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var index in _indexes.Values) index.Value.Dispose();
    }
}
