using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Pipeline;

/// <summary>The appends of one request: one for each partition that gets records, all at the same time.</summary>
internal sealed class AppendSet
{
    private readonly PartitionAppend[] _appends;
    private readonly List<Task> _running = [];

    /// <summary>Appends to these partitions.</summary>
    public AppendSet(IEnumerable<ILogPartition> partitions) => _appends = [.. partitions.Select(p => new PartitionAppend(p))];

    /// <summary>Records to append.</summary>
    public int Count { get; private set; }

    /// <summary>Records that were there already; known after the appends.</summary>
    public int Duplicates
    {
        get
        {
            var sum = 0;
            foreach (var append in _appends) sum += append.Duplicates;
            return sum;
        }
    }

    /// <summary>Forgets the records.</summary>
    public void Clear()
    {
        Count = 0;
        foreach (var append in _appends) append.Clear();
    }

    /// <summary>Adds a record to a partition, given by its place among those of the constructor.</summary>
    public void Add(int partition, int record)
    {
        _appends[partition].Add(record);
        Count++;
    }

    /// <summary>
    /// Appends everything and completes when all is durable. When a partition fails the others are waited for all the same: the batch may not be
    /// reused while one of them reads it.
    /// </summary>
    /// <exception cref="LogUnavailableException">At least one partition took nothing; the caller may acknowledge nothing.</exception>
    public async ValueTask AppendAsync(RecordBatch records)
    {
        _running.Clear();
        foreach (var append in _appends)
            if (append.Count > 0) _running.Add(Start(append, records));
        foreach (var running in _running) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var running in _running)
        {
            if (running.IsCompletedSuccessfully) continue;
            var failure = running.Exception?.InnerException;
            throw new LogUnavailableException(failure is LogUnavailableException ? failure.Message : "An append to the log failed.", failure);
        }
    }

    private static async Task Start(PartitionAppend append, RecordBatch records) => await append.AppendAsync(records);
}
