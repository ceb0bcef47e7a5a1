namespace Analytics.Node.Configuration;

/// <summary>Section <c>shards</c>: workers, batches, checkpoints and outbox.</summary>
public sealed record ShardsOptions
{
    /// <summary>Threads that run shards; 0 for one a core. Default 0.</summary>
    [Bounds("0", "1024")]
    public int Workers { get; init; }

    /// <summary>Most events of a batch. Default 4,096.</summary>
    [Bounds("1", "65536")]
    public int BatchEvents { get; init; } = 4096;

    /// <summary>Most bytes of a batch. Default 4 MiB.</summary>
    [Bounds("64KiB", "256MiB")]
    public ByteSize BatchSize { get; init; } = ByteSize.MiB(4);

    /// <summary>Longest time between two checkpoints of a shard that works. Default 1 s.</summary>
    [Bounds("10ms", "10m")]
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same for a shard that is more than a batch behind the log. Default 5 s.</summary>
    [Bounds("10ms", "10m")]
    public TimeSpan CheckpointIntervalBehind { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same while an alert waits for its checkpoint, or ten times as long as the last one took. Default 20 ms.</summary>
    [Bounds("0s", "10m")]
    public TimeSpan CheckpointIntervalAlert { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether checkpoints in PostgreSQL are compressed. Default on.</summary>
    public bool CompressCheckpoints { get; init; } = true;

    /// <summary>Events after which a checkpoint is due before its time. Default 100,000.</summary>
    [Bounds("1", "100000000")]
    public int CheckpointEvents { get; init; } = 100_000;

    /// <summary>Bytes of payload waiting for a checkpoint after which it is due before its time. Default 64 MiB.</summary>
    [Bounds("64KiB", "4GiB")]
    public ByteSize CheckpointSize { get; init; } = ByteSize.MiB(64);

    /// <summary>Silence of a partition after which time goes on without events. Default 10 s.</summary>
    [Bounds("100ms", "24h")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of deliveries that a shard keeps for sinks; at the limit it waits, and the log is the buffer. Default 256 MiB.</summary>
    [Bounds("1MiB", "64GiB")]
    public ByteSize OutboxSize { get; init; } = ByteSize.MiB(256);

    /// <summary>Time that deliveries get to arrive when a shard moves to another node. Default 1 s.</summary>
    [Bounds("0ms", "10m")]
    public TimeSpan HandOverDeliverWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after that in which the shard's last checkpoint must be durable. Default 10 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan HandOverSaveWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time after which a shard that another node took over, and whose partition is still this node's, is taken back. Default 30 s.</summary>
    [Bounds("1s", "24h")]
    public TimeSpan ReclaimAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether copies of shards that other nodes own are kept. Default false.</summary>
    public bool Standby { get; init; }

    /// <summary>Pause between two looks for newer checkpoints of those shards. Default 1 s.</summary>
    [Bounds("100ms", "1h")]
    public TimeSpan StandbyInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Memory of one sink for deliveries that wait for it, all shards together. Default 256 MiB.</summary>
    [Bounds("1MiB", "64GiB")]
    public ByteSize SinkMemory { get; init; } = ByteSize.MiB(256);

    /// <summary>Shortest wait before a delivery is tried again; doubles up to <see cref="RetryMax"/>. Default 100 ms.</summary>
    [Bounds("1ms", "1m")]
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait before a delivery is tried again. Default 10 s.</summary>
    [Bounds("10ms", "1h")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(10);
}
