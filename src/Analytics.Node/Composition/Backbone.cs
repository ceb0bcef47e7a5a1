using Analytics.Actors.Checkpoints;
using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Log.Kafka;
using Analytics.Log.Segments;
using Analytics.Node.Configuration;

namespace Analytics.Node.Composition;

/// <summary>
/// What differs between the profiles, and nothing else does: where the log is, who says which shards this node owns, where their checkpoints are durable, and where the
/// secrets were drawn. Disposed in the reverse order; the shards must be gone by then.
/// </summary>
internal sealed class Backbone : IAsyncDisposable
{
    private Backbone(ILog log, IPartitionAssignment assignment, ICheckpointStore checkpoints, Installation installation, Action<ShardId, long>? onRetentionFloor) =>
        (Log, Assignment, Checkpoints, Installation, OnRetentionFloor) = (log, assignment, checkpoints, installation, onRetentionFloor);

    public ILog Log { get; }

    public IPartitionAssignment Assignment { get; }

    public ICheckpointStore Checkpoints { get; }

    public Installation Installation { get; }

    /// <summary>Hears what the log must keep; null where the log has a retention of its own.</summary>
    public Action<ShardId, long>? OnRetentionFloor { get; }

    /// <summary>Segment files and checkpoints in the data folder; every shard is this node's.</summary>
    public static Backbone Embedded(NodeOptions options, string folder, TimeProvider time)
    {
        var installation = Installation.Open(folder);
        var log = SegmentLog.Open(Settings.Log(options.Log, folder), time);
        var assignment = new FixedAssignment(log, options.Node.Roles.Contains(NodeRole.Process) ? LogTopics.Lanes : []);
        return new Backbone(
            log, assignment, new FileCheckpointStore(CheckpointFolder(folder)), installation, (shard, offset) => log.SetRetentionFloor(shard.Topic, shard.Partition, offset));
    }

    /// <summary>Kafka, its consumer group, and checkpoints in PostgreSQL; the data folder only holds copies that may be lost.</summary>
    public static async Task<Backbone> ClusterAsync(NodeOptions options, string folder, Stores stores, Action<string> onNotice, CancellationToken cancellation)
    {
        var installation = await Installation.OpenSharedAsync(stores.Rows, cancellation);
        var settings = KafkaSettings.Log(options.Kafka, options.Log, onNotice);
        var log = KafkaLog.Open(settings);
        IPartitionAssignment assignment = options.Node.Roles.Contains(NodeRole.Process)
            ? new KafkaAssignment(settings, KafkaSettings.Group(options.Kafka.Group, options.Kafka.Sources))
            : new FixedAssignment(log, []);
        var checkpoints = new PostgresCheckpointStore(new PostgresCheckpointOptions
        {
            Connection = options.Sinks.Postgres.Connection,
            Folder = CheckpointFolder(folder),
            Node = Settings.NodeName(options.Node),
            Address = Settings.Address(options.Node),
        });
        return new Backbone(log, assignment, checkpoints, installation, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Assignment.DisposeAsync();
        Checkpoints.Dispose();
        await Log.DisposeAsync();
    }

    private static string CheckpointFolder(string folder) => Path.Combine(folder, "checkpoints");
}
