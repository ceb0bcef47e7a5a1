using System.Runtime.InteropServices;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// One idempotent producer and the thread that takes its delivery reports in batches. After a fatal error, which means that it cannot vouch for order or
/// uniqueness any more, everything under way fails and another producer takes its place.
/// </summary>
internal sealed unsafe class KafkaProducer : IDisposable
{
    private const int ReportsAtOnce = 1024;
    private const int MessageSize = 512;
    private const int PurgeEverything = 1 | 2;
    private readonly KafkaLogOptions _options;
    private readonly KafkaLogTelemetry _telemetry;
    private readonly KafkaClient _client;
    private readonly Dictionary<string, nint> _topics = [];
    private readonly Lock _gate = new();
    private readonly Stack<KafkaAppend> _free = new();
    private readonly nint _reports;
    private readonly Thread _thread;
    private KafkaAppend[] _slots = [];
    private long _queuedBytes;
    private int _underWay;

    // Threads that hand records over at this moment: the library's client is freed when there are none, and none come any more.
    private int _handing;
    private volatile bool _closed;
    private volatile bool _stopping;
    private volatile string? _broken;

    public KafkaProducer(KafkaLogOptions options, KafkaLogTelemetry telemetry)
    {
        (_options, _telemetry) = (options, telemetry);
        _client = KafkaClient.Create(RdKafka.Producer, options, KafkaProperties.Producer(options), RdKafka.EventDelivery);
        foreach (var topic in options.Topics) _topics[topic.Name] = RdKafka.TopicNew(_client.Handle, topic.Name, 0);
        _reports = RdKafka.QueueMain(_client.Handle);
        _thread = new Thread(TakeReports) { IsBackground = true, Name = "kafka-reports" };
        _thread.Start();
    }

    /// <summary>Bytes that wait for acknowledgement.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>Why it takes nothing any more; null while it does.</summary>
    public string? Broken => _broken;

    /// <summary>Hands records to the library, which copies them; the task ends with their last report.</summary>
    /// <exception cref="LogUnavailableException">Too much waits already, or another producer took its place; nothing was taken.</exception>
    public ValueTask Append(KafkaPartition partition, RecordBatch source, ReadOnlySpan<int> indices, Memory<long> offsets, long bytes)
    {
        if (Interlocked.Add(ref _queuedBytes, bytes) > _options.MaxQueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            throw new LogUnavailableException($"{_options.MaxQueuedBytes} bytes already wait for Kafka's acknowledgement (kafka.max-queued).");
        }

        Interlocked.Increment(ref _handing);
        try
        {
            if (_closed)
            {
                Interlocked.Add(ref _queuedBytes, -bytes);
                throw new LogUnavailableException($"The producer is closed: {_broken ?? "the log is"}.");
            }

            var append = Rent();
            append.Set(partition, offsets, indices.Length, bytes);
            var task = append.Task;
            Produce(append, source, indices);
            append.Release(1);
            return task;
        }
        finally
        {
            Interlocked.Decrement(ref _handing);
        }
    }

    /// <summary>The append is over: what it held is free again.</summary>
    public void Finish(KafkaAppend append)
    {
        Interlocked.Add(ref _queuedBytes, -append.Bytes);
        Interlocked.Decrement(ref _underWay);
        _telemetry.Appended(append.Partition.Topic, append.Records, append.StartedAt, append.Failed);
        if (append.Failed) RequireWhole();
        else append.Partition.Publish(append.EndOffset());
    }

    /// <summary>Takes an append back whose caller has its result.</summary>
    public void Return(KafkaAppend append)
    {
        lock (_gate) _free.Push(append);
    }

    /// <summary>Waits for what is under way as long as an append may take, and lets the rest fail.</summary>
    public void Dispose()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        SpinWait.SpinUntil(() => Volatile.Read(ref _handing) == 0);
        _ = RdKafka.Flush(_client.Handle, _broken is null ? (int)_options.AppendTimeout.TotalMilliseconds : 0);
        _ = RdKafka.Purge(_client.Handle, PurgeEverything);
        var patience = SpinWait.SpinUntil(() => Volatile.Read(ref _underWay) == 0, TimeSpan.FromSeconds(5));
        _stopping = true;
        RdKafka.QueueYield(_reports);
        _thread.Join();
        foreach (var topic in _topics.Values) RdKafka.TopicDestroy(topic);
        RdKafka.QueueDestroy(_reports);
        _client.Dispose();
        if (!patience) _options.OnNotice?.Invoke("kafka: appends were left without a report.");
    }

    private KafkaAppend Rent()
    {
        Interlocked.Increment(ref _underWay);
        lock (_gate)
        {
            if (_free.TryPop(out var append)) return append;
            append = new KafkaAppend(_slots.Length, this);
            Volatile.Write(ref _slots, [.. _slots, append]);
            return append;
        }
    }

    /// <summary>One append's records follow one another in the partition, as far as other producers let them.</summary>
    private void Produce(KafkaAppend append, RecordBatch source, ReadOnlySpan<int> indices)
    {
        var parts = stackalloc NativePart[8];
        parts[0] = NativePart.Of(NativePart.Topic, _topics[append.Partition.Topic]);
        parts[1] = NativePart.Of(NativePart.Partition, append.Partition.Index);
        parts[2] = NativePart.Of(NativePart.Flags, NativePart.CopyBytes);
        lock (append.Partition.AppendGate)
        {
            fixed (byte* origin = source.Buffer)
            {
                for (var i = 0; i < indices.Length; i++)
                {
                    var error = ProduceOne(append, i, source, ref source.Records[indices[i]], origin, parts);
                    if (error == 0) continue;
                    var code = RdKafka.ErrorCode(error);
                    append.Refuse(code, RdKafka.TakeText(error), indices.Length - i);
                    return;
                }
            }
        }
    }

    private nint ProduceOne(KafkaAppend append, int number, RecordBatch source, ref LogRecord record, byte* origin, NativePart* parts)
    {
        byte nothing = 0;
        parts[3] = NativePart.Of(NativePart.Timestamp, record.ReceivedAt / 1000);
        parts[4] = NativePart.Of(NativePart.Opaque, ((long)append.Slot << 32) | (uint)number);
        // Without bytes it is still a value, and not the mark of a deletion.
        parts[5] = record.Value.Length == 0 ? NativePart.Of(NativePart.Value, &nothing, 0) : NativePart.Of(NativePart.Value, origin + record.Value.Offset, record.Value.Length);
        var count = 6;
        if (record.Key.Length > 0) parts[count++] = NativePart.Of(NativePart.Key, origin + record.Key.Offset, record.Key.Length);
        var headers = KafkaHeaders.Create(source.Bytes(record.Headers), record.Id);
        if (headers != 0) parts[count++] = NativePart.Of(NativePart.Headers, headers);
        var error = RdKafka.Produce(_client.Handle, parts, (nuint)count);
        if (error != 0 && headers != 0) RdKafka.HeadersDestroy(headers);
        return error;
    }

    private void TakeReports()
    {
        var reports = stackalloc NativeMessage*[ReportsAtOnce];
        while (!_stopping)
        {
            var happening = RdKafka.QueuePoll(_reports, 100);
            if (happening == 0) continue;
            if (RdKafka.EventType(happening) == RdKafka.EventDelivery)
            {
                nuint count;
                while ((count = RdKafka.EventMessages(happening, reports, ReportsAtOnce)) > 0)
                    for (nuint i = 0; i < count; i++) Report(reports[i]);
            }

            RdKafka.EventDestroy(happening);
        }
    }

    private void Report(NativeMessage* message)
    {
        var name = (long)message->Private;
        Volatile.Read(ref _slots)[(int)(name >> 32)].Report((int)name, message->Error, message->Offset);
    }

    private void RequireWhole()
    {
        var message = stackalloc byte[MessageSize];
        if (RdKafka.FatalError(_client.Handle, message, MessageSize) != 0) _broken = Marshal.PtrToStringUTF8((nint)message);
    }
}
