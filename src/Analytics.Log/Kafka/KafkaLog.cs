using Analytics.Contracts.Log;

namespace Analytics.Log.Kafka;

/// <summary>
/// The log on Kafka. Appends are idempotent and acknowledged by all replicas in sync; readers fetch in batches at offsets that they are told. Kafka does not drop
/// records by their ids: whoever reads does.
/// </summary>
public sealed class KafkaLog : ILog
{
    private readonly Dictionary<(string, int), KafkaPartition> _partitions = [];
    private readonly KafkaQueries _queries;
    private readonly Lock _gate = new();
    private readonly ReaderWriterLockSlim _asking = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _watch;
    private readonly KafkaConnectionWatch _connection;
    private readonly KafkaLogTelemetry _telemetry;
    private KafkaProducer _producer;
    private int _disposed;

    private KafkaLog(KafkaLogOptions options, KafkaQueries queries, IReadOnlyList<TopicDescription> topics)
    {
        (Options, _queries, Topics) = (options, queries, topics);
        foreach (var topic in topics)
            for (var i = 0; i < topic.Partitions; i++) _partitions[(topic.Name, i)] = new KafkaPartition(topic.Name, i, this);
        Refresh([.. _partitions.Values]);
        _connection = new KafkaConnectionWatch(options, TimeProvider.System);
        Fetchers = new KafkaFetchers(options, _connection, () => _telemetry!);
        _telemetry = new KafkaLogTelemetry(Fetchers.Lags, () => Volatile.Read(ref _producer!)?.QueuedBytes ?? 0);
        _producer = new KafkaProducer(options, _telemetry);
        _watch = new Thread(Watch) { IsBackground = true, Name = "kafka-offsets" };
        _watch.Start();
    }

    /// <inheritdoc/>
    public IReadOnlyList<TopicDescription> Topics { get; }

    /// <summary>Whether the brokers answer, by the question that is asked of all partitions again and again. Any thread.</summary>
    public KafkaConnectionState Connection => _connection.State;

    /// <summary>A consumer group as its coordinator tells it; null when it does not know it. May take a round trip.</summary>
    /// <exception cref="LogUnavailableException">The brokers do not answer.</exception>
    public KafkaGroupState? Group(string name)
    {
        _asking.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return _queries.Group(name);
        }
        finally
        {
            _asking.ExitReadLock();
        }
    }

    internal KafkaLogOptions Options { get; }

    internal KafkaFetchers Fetchers { get; }

    /// <summary>The producer; another one when the last broke.</summary>
    internal KafkaProducer Producer
    {
        get
        {
            var producer = Volatile.Read(ref _producer);
            return producer.Broken is null ? producer : Replace(producer);
        }
    }

    /// <summary>Connects, and creates missing topics when the options say so. Blocks until the brokers answered.</summary>
    /// <exception cref="KafkaSetupException">A topic is missing, a property is wrong, or the library is not there.</exception>
    /// <exception cref="LogUnavailableException">The brokers do not answer.</exception>
    public static KafkaLog Open(KafkaLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KafkaProperties.RequireForeign(options.Properties.Keys);
        var queries = new KafkaQueries(options);
        try
        {
            return new KafkaLog(options, queries, Find(options, queries));
        }
        catch
        {
            queries.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ILogPartition Partition(string topic, int partition) =>
        _partitions.GetValueOrDefault((topic, partition)) ?? throw new KeyNotFoundException($"Kafka has no partition {topic}-{partition}.");

    /// <summary>Waits for appends under way, ends readers and lets go of every connection.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return ValueTask.CompletedTask;
        return new ValueTask(Task.Run(Close));
    }

    /// <summary>Asks where partitions begin and end.</summary>
    internal void Refresh(IReadOnlyList<KafkaPartition> partitions)
    {
        Ask(partitions, KafkaQueries.Earliest, (partition, offset) => partition.Begins(offset));
        Ask(partitions, KafkaQueries.Latest, (partition, offset) => partition.Publish(offset));
    }

    /// <summary>The first offset at or after a time in milliseconds; -1 when there is none.</summary>
    internal long OffsetAt(KafkaPartition partition, long milliseconds)
    {
        var found = -1L;
        Ask([partition], milliseconds, (_, offset) => found = offset);
        return found;
    }

    private static List<TopicDescription> Find(KafkaLogOptions options, KafkaQueries queries)
    {
        var found = queries.Topics();
        var missing = options.Topics.Where(topic => found.All(other => other.Name != topic.Name)).ToList();
        if (missing.Count == 0) return found;
        if (!options.CreateTopics)
        {
            throw new KafkaSetupException(
                $"Kafka at {options.Brokers} has no topic {string.Join(", ", missing.Select(topic => topic.Name))}: create it, or set kafka.create-topics = on.");
        }

        queries.Create(missing);
        return AwaitAll(options, queries);
    }

    /// <summary>A topic that was created is not known to every broker at once.</summary>
    private static List<TopicDescription> AwaitAll(KafkaLogOptions options, KafkaQueries queries)
    {
        var found = queries.Topics();
        SpinWait.SpinUntil(() => found.Count == options.Topics.Count || (found = queries.Topics()).Count == options.Topics.Count, options.RequestTimeout);
        return found.Count == options.Topics.Count
            ? found
            : throw new LogUnavailableException($"Kafka at {options.Brokers} created topics, but does not know them after {options.RequestTimeout}.");
    }

    /// <summary>Any number of threads ask at once; closing waits for them.</summary>
    private void Ask(IReadOnlyList<KafkaPartition> partitions, long wanted, Action<KafkaPartition, long> found)
    {
        _asking.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed == 1, this);
            _queries.Offsets(partitions, wanted, found);
        }
        finally
        {
            _asking.ExitReadLock();
        }
    }

    private KafkaProducer Replace(KafkaProducer broken)
    {
        lock (_gate)
        {
            if (_producer != broken) return _producer;
            Options.OnNotice?.Invoke($"The producer is replaced: {broken.Broken}");
            Volatile.Write(ref _producer, new KafkaProducer(Options, _telemetry));
        }

        _ = Task.Run(broken.Dispose);
        return _producer;
    }

    /// <summary>Keeps the ends of partitions that nobody reads here within a moment of the truth.</summary>
    private void Watch()
    {
        while (!_stop.Wait(Options.RefreshInterval))
        {
            try
            {
                Refresh([.. _partitions.Values]);
                _connection.Answered();
            }
            catch (LogUnavailableException exception)
            {
                _connection.Failed(exception.Message);
                Options.OnNotice?.Invoke(exception.Message);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Close()
    {
        _stop.Set();
        _queries.End();
        _watch.Join();
        Fetchers.Dispose();
        _producer.Dispose();
        _asking.EnterWriteLock();
        _queries.Dispose();
        _asking.ExitWriteLock();
        _telemetry.Dispose();
        _stop.Dispose();
    }
}
