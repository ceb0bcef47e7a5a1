using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Actors.Holds;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Log.Kafka;
using Analytics.Log.Segments;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Status;

namespace Analytics.Node.Composition;

/// <summary>
/// What differs between the profiles, and nothing else does: where the log is, who says which shards this node owns, where their checkpoints are durable, and where the
/// secrets were drawn. Disposed in the reverse order; the shards must be gone by then.
/// </summary>
internal sealed class Backbone : IAsyncDisposable
{
    /// <summary>The log of one machine, as status and probes name it; Kafka goes by its own name.</summary>
    public const string SegmentFiles = "log";

    private readonly TimeProvider _time;
    private readonly Func<IHoldStore> _holds;
    private PostgresStandby? _standby;

    private Backbone(ILog log, Func<IPartitionAssignment> assignment, Func<IHoldStore> holds, ICheckpointStore checkpoints, Installation installation, TimeProvider time) =>
        (Log, Assignment, _holds, Checkpoints, Installation, _time) = (log, assignment, holds, checkpoints, installation, time);

    public ILog Log { get; }

    /// <summary>Makes the node's part in who owns what; whoever asks disposes it.</summary>
    public Func<IPartitionAssignment> Assignment { get; }

    public ICheckpointStore Checkpoints { get; }

    /// <summary>Copies of what is kept of any shard.</summary>
    public ICheckpointCopies Copies => (ICheckpointCopies)Checkpoints;

    public Installation Installation { get; }

    /// <summary>Hears what the log must keep; null where the log has a retention of its own.</summary>
    public Action<ShardId, long>? OnRetentionFloor { get; private init; }

    /// <summary>How the log is: whether it takes appends, and where it is.</summary>
    public IReadOnlyList<StoreStatus> Status => Log switch
    {
        KafkaLog kafka => [KafkaSettings.Status(kafka.Connection)],
        SegmentLog { State: var state } => [new StoreStatus(SegmentFiles, state.IsUp ? "up" : "down", state.Since.UtcDateTime, state.IsUp ? "segment files in the data folder" : state.Error)],
        _ => [],
    };

    /// <summary>Segment files and checkpoints in the data folder; every shard is this node's.</summary>
    public static Backbone Embedded(NodeOptions options, string folder, TimeProvider time)
    {
        var installation = Installation.Open(folder);
        var log = SegmentLog.Open(Settings.Log(options.Log, folder), time);
        var lanes = options.Node.Roles.Contains(NodeRole.Process) ? LogTopics.Lanes : [];
        return new Backbone(log, () => new FixedAssignment(log, lanes), () => new FileHolds(Path.Combine(folder, "holds.json")), new FileCheckpointStore(CheckpointFolder(folder)), installation, time)
        {
            OnRetentionFloor = (shard, offset) => log.SetRetentionFloor(shard.Topic, shard.Partition, offset),
        };
    }

    /// <summary>Kafka, its consumer group, and checkpoints in PostgreSQL; the data folder only holds copies that may be lost.</summary>
    public static async Task<Backbone> ClusterAsync(NodeOptions options, string folder, Stores stores, TimeProvider time, ILogger said, CancellationToken cancellation)
    {
        var installation = await Installation.OpenSharedAsync(stores.Rows!, cancellation);
        var settings = KafkaSettings.Log(options.Kafka, options.Log, LogTopics.All(options.Log.Partitions, options.Kafka.Sources), notice => NodeLog.KafkaSaid(said, notice));
        var log = KafkaLog.Open(settings);
        Func<IPartitionAssignment> assignment = options.Node.Roles.Contains(NodeRole.Process)
            ? () => new KafkaAssignment(settings, KafkaSettings.Group(options.Kafka.Group, [.. LogTopics.Lanes, .. options.Kafka.Sources]))
            : () => new FixedAssignment(log, []);
        var checkpoints = new PostgresCheckpointStore(new PostgresCheckpointOptions
        {
            Connection = options.Sinks.Postgres.Connection,
            Folder = CheckpointFolder(folder),
            Node = Settings.NodeName(options.Node),
            Address = Settings.Address(options.Node),
            Compress = options.Shards.CompressCheckpoints,
        });
        var backbone = new Backbone(log, assignment, () => new PostgresHolds(options.Sinks.Postgres.Connection), checkpoints, installation, time);
        if (options.Shards.Standby && options.Node.Roles.Contains(NodeRole.Process)) backbone.Follow(checkpoints, options.Shards.StandbyInterval, said);
        return backbone;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _standby?.Dispose();
        Checkpoints.Dispose();
        await Log.DisposeAsync();
    }

    /// <summary>What operators let rest; whoever asks disposes it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Task<HoldBoard> HoldsAsync(CancellationToken cancellation) => HoldBoard.OpenAsync(_holds(), _time, cancellation: cancellation);

    /// <summary>Copies of shards that other nodes own; empty unless <c>shards.standby</c> is on.</summary>
    public IReadOnlyList<StandbyStatus> Standby() =>
    [
        .. (_standby?.Copies ?? []).OrderBy(copy => copy.Shard.Topic, StringComparer.Ordinal).ThenBy(copy => copy.Shard.Partition)
            .Select(copy => new StandbyStatus(copy.Shard.Topic, copy.Shard.Partition, copy.Number, (_time.GetUtcNow() - copy.WrittenAt).TotalSeconds, copy.Bytes)),
    ];

    /// <summary>Follows every shard; those that this node owns are left alone as long as it does.</summary>
    private void Follow(PostgresCheckpointStore checkpoints, TimeSpan interval, ILogger said)
    {
        _standby = new PostgresStandby(checkpoints, interval, (what, error) => NodeLog.StandbyBehind(said, what, error.Message));
        _standby.Follow(Log.Topics.Where(topic => LogTopics.Lanes.Contains(topic.Name)).SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(partition => new ShardId(topic.Name, partition))));
        _standby.Start();
    }

    private static string CheckpointFolder(string folder) => Path.Combine(folder, "checkpoints");
}
