using Analytics.Contracts.Log;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// The clients that fetch. One serves the readers of all partitions, with one request to each broker; another is made only when a second reader of the same partition is
/// open at the same time, because a client reads a partition at one place.
/// </summary>
internal sealed class KafkaFetchers(KafkaLogOptions options, KafkaConnectionWatch connection, Func<KafkaLogTelemetry> telemetry) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(KafkaClient Client, Dictionary<(string, int), KafkaReader> Readers)> _clients = [];
    private bool _disposed;

    /// <summary>A reader at an offset that is known to exist.</summary>
    public ILogReader Open(KafkaPartition partition, long offset)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var name = (partition.Topic, partition.Index);
            var at = _clients.FindIndex(one => !one.Readers.ContainsKey(name));
            if (at < 0)
            {
                at = _clients.Count;
                _clients.Add((KafkaClient.Create(RdKafka.Consumer, options, KafkaProperties.Reader(options)), []));
            }

            var reader = new KafkaReader(
                _clients[at].Client, partition, offset, new KafkaReaderSetup(options.RequestTimeout, () => connection.HasAnsweredFor(options.RequestTimeout), telemetry(), options.OnNotice, Close));
            _clients[at].Readers.Add(name, reader);
            return reader;
        }
    }

    /// <summary>How far readers are from the ends of their partitions; of several of one partition the first, which is the shard's.</summary>
    public IEnumerable<(string Topic, int Partition, long Records)> Lags()
    {
        lock (_gate)
        {
            return _clients.SelectMany(one => one.Readers.Values).DistinctBy(reader => (reader.Partition.Topic, reader.Partition.Index))
                .Select(reader => (reader.Partition.Topic, reader.Partition.Index, Math.Max(0, reader.Partition.EndOffset - reader.Position))).ToList();
        }
    }

    public void Dispose()
    {
        KafkaReader[] open;
        lock (_gate)
        {
            _disposed = true;
            open = [.. _clients.SelectMany(one => one.Readers.Values)];
        }

        foreach (var reader in open) reader.Dispose();
        foreach (var (client, _) in _clients) client.Dispose();
    }

    private void Close(KafkaReader reader)
    {
        lock (_gate)
        {
            foreach (var (_, readers) in _clients)
            {
                var name = (reader.Partition.Topic, reader.Partition.Index);
                if (readers.TryGetValue(name, out var open) && open == reader) readers.Remove(name);
            }
        }
    }
}
