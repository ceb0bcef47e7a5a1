using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// Reads one partition from a queue that the library fills ahead. One call takes up to a thousand records from the queue; their bytes are copied into the
/// batch, where they are decoded in place. Nothing is allocated for a record. Offsets ascend; compaction and transactions leave some out. A fetch that brings nothing for long,
/// although there is more and the brokers answer, is begun anew: the library is not trusted to notice by itself.
/// </summary>
internal sealed unsafe class KafkaReader : ILogReader
{
    private const int MostAtOnce = 1024;
    private readonly Lock _gate = new();
    private readonly KafkaClient _client;
    private readonly KafkaReaderSetup _setup;
    private readonly ManualResetEventSlim _signal = new();
    private readonly GCHandle _self;
    private readonly nint _topic;
    private readonly nint _queue;
    private readonly NativeMessage** _messages;
    private int _next;
    private int _count;
    private long _end = -1;

    // Since when nothing came although there is more, in milliseconds of the machine's uptime; 0 while something comes.
    private long _silentSince;
    private bool _stopped;
    private bool _disposed;

    public KafkaReader(KafkaClient client, KafkaPartition partition, long offset, KafkaReaderSetup setup)
    {
        (_client, Partition, Position, _setup) = (client, partition, offset, setup);
        _self = GCHandle.Alloc(this);
        _messages = (NativeMessage**)NativeMemory.Alloc(MostAtOnce, (nuint)sizeof(NativeMessage*));
        _topic = RdKafka.TopicNew(client.Handle, partition.Topic, 0);
        _queue = RdKafka.QueueNew(client.Handle);
        RdKafka.QueueCallback(_queue, &OnArrived, GCHandle.ToIntPtr(_self));
        if (RdKafka.ConsumeStart(_topic, partition.Index, offset, _queue) == 0) return;
        var error = RdKafka.LastError();
        Free();
        throw new LogUnavailableException($"{partition.Topic}-{partition.Index} cannot be read: {RdKafka.Text(error)}.");
    }

    public KafkaPartition Partition { get; }

    /// <summary>The library's name for what is fetched.</summary>
    internal nint Topic => _topic;

    public long Position { get; private set; }

    public Action? Arrived { get; set; }

    public bool IsAtEnd => Position >= Partition.EndOffset || Position == _end;

    public int Read(RecordBatch target, int maxRecords, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            target.Clear();
            while (target.Count < maxRecords && (_next < _count || Take(maxRecords - target.Count)))
            {
                var message = _messages[_next];
                if (message->Error != 0)
                {
                    if (message->Error != KafkaErrorCode.PartitionEnd && target.Count > 0) break;
                    Obey(message);
                }
                else if (message->Offset >= Position)
                {
                    if (target.Count > 0 && (long)target.Length + (long)message->ValueLength + (long)message->KeyLength > maxBytes) break;
                    Add(message, target);
                }

                _next++;
                RdKafka.MessageDestroy(message);
            }

            Partition.Publish(Position);
            if (target.Count > 0 || Position >= Partition.EndOffset) _silentSince = 0;
            else Doubt();
            if (target.Count > 0) _setup.Telemetry.Fetched(Partition.Topic, target.Count, target.Records[^1].ReceivedAt);
            target.NextOffset = Position;
            return target.Count;
        }
    }

    public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes)
    {
        while (true)
        {
            _signal.Reset();
            var count = Read(target, maxRecords, maxBytes);
            if (count > 0 || IsAtEnd) return count;
            if (!_signal.Wait(_setup.Patience))
                throw new LogUnavailableException($"{Partition.Topic}-{Partition.Index} at offset {Position}: Kafka sent nothing within {_setup.Patience}, and the end is at {Partition.EndOffset}.");
        }
    }

    public void Seek(long offset)
    {
        if (offset > Partition.EndOffset) Partition.Refresh();
        Partition.RequireKnown(offset);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Drop();
            var error = _stopped ? Restart(offset) : RdKafka.Seek(_topic, Partition.Index, offset, 0);
            if (error != 0) throw new LogUnavailableException($"{Partition.Topic}-{Partition.Index} cannot be read from offset {offset}: {RdKafka.Text(error)}.");
            (Position, _end, _silentSince) = (offset, -1, 0);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            Drop();
            _ = RdKafka.ConsumeStop(_topic, Partition.Index);
            Free();
        }

        _setup.Closed(this);
    }

    /// <summary>Begins anew when nothing came for as long as an answer may take, and the brokers answered all that time.</summary>
    private void Doubt()
    {
        if (_silentSince == 0) _silentSince = Environment.TickCount64;
        if (Environment.TickCount64 - _silentSince < _setup.Patience.TotalMilliseconds || !_setup.IsAnswered()) return;
        _silentSince = 0;
        _setup.Telemetry.FetchFailed(Partition.Topic);
        _setup.Notice?.Invoke($"{Partition.Topic}-{Partition.Index}: Kafka sent nothing within {_setup.Patience} at offset {Position}, and the end is at {Partition.EndOffset}. The fetch is begun anew.");
        if (Restart(Position) is var error and not 0) throw new LogUnavailableException($"{Partition.Topic}-{Partition.Index} cannot be read from offset {Position}: {RdKafka.Text(error)}.");
    }

    /// <summary>After an error of the partition the library fetches no more of it, and a seek would be lost.</summary>
    private int Restart(long offset)
    {
        _stopped = false;
        _ = RdKafka.ConsumeStop(_topic, Partition.Index);
        return RdKafka.ConsumeStart(_topic, Partition.Index, offset, _queue) == 0 ? 0 : RdKafka.LastError();
    }

    private bool Take(int wanted)
    {
        _next = 0;
        _count = (int)Math.Max(0, RdKafka.ConsumeBatch(_queue, 0, _messages, (nuint)Math.Min(wanted, MostAtOnce)));
        return _count > 0;
    }

    private void Add(NativeMessage* message, RecordBatch target)
    {
        int type;
        ref var record = ref target.Add();
        record.Offset = message->Offset;
        record.ReceivedAt = Math.Max(0, RdKafka.MessageTimestamp(message, &type)) * 1000;
        var (key, value) = ((int)message->KeyLength, (int)message->ValueLength);
        var start = target.Length;
        var bytes = target.Reserve(key + value);
        new ReadOnlySpan<byte>(message->Key, key).CopyTo(bytes);
        new ReadOnlySpan<byte>(message->Value, value).CopyTo(bytes[key..]);
        target.Commit(key + value);
        record.Key = new Utf8Slice(start, key);
        record.Value = new Utf8Slice(start + key, value);
        KafkaHeaders.Read(message, target, ref record);
        Position = message->Offset + 1;
    }

    /// <summary>The end of the partition moves the position behind what is no record; everything else is an error of the partition.</summary>
    private void Obey(NativeMessage* message)
    {
        var error = message->Error;
        if (error == KafkaErrorCode.PartitionEnd)
        {
            Position = _end = Math.Max(Position, message->Offset);
            return;
        }

        var text = message->Value == null ? RdKafka.Text(error) : Marshal.PtrToStringUTF8((nint)message->Value, (int)message->ValueLength);
        _next++;
        _stopped = true;
        _setup.Telemetry.FetchFailed(Partition.Topic);
        RdKafka.MessageDestroy(message);
        var name = $"{Partition.Topic}-{Partition.Index}";
        if (error is KafkaErrorCode.OffsetReset or KafkaErrorCode.OffsetOutOfRange or KafkaErrorCode.NoOffset) Partition.Refresh();
        if (Position < Partition.StartOffset)
        {
            throw new LogTruncatedException(
                $"{name}: retention deleted offsets {Position} to {Partition.StartOffset - 1} before they were read.", Position, Partition.StartOffset);
        }

        throw error is KafkaErrorCode.BadMessage or KafkaErrorCode.BadCompression or KafkaErrorCode.CorruptMessage or KafkaErrorCode.LogTruncation or KafkaErrorCode.OffsetReset
            ? new LogDamagedException($"{name} is damaged at offset {Position}: {text}")
            : new LogUnavailableException($"{name} cannot be read at offset {Position}: {text}");
    }

    private void Drop()
    {
        for (; _next < _count; _next++) RdKafka.MessageDestroy(_messages[_next]);
        _next = _count = 0;
    }

    /// <summary>Once the callback is off the library will not call it again: it calls with the queue's lock held.</summary>
    private void Free()
    {
        RdKafka.QueueCallback(_queue, null, 0);
        RdKafka.QueueDestroy(_queue);
        RdKafka.TopicDestroy(_topic);
        NativeMemory.Free(_messages);
        _self.Free();
        _signal.Set();
    }

    /// <summary>On a thread of the library, with the lock of the queue. What a consumer throws must not get there.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnArrived(nint client, nint self)
    {
        try
        {
            if (GCHandle.FromIntPtr(self).Target is not KafkaReader reader) return;
            reader._signal.Set();
            reader.Arrived?.Invoke();
        }
        catch (Exception)
        {
        }
    }
}
