using Analytics.Actors.Cluster;
using Analytics.Contracts.Cluster;
using Analytics.Node.Configuration;

namespace Analytics.Node.Composition;

/// <summary>This node in the cluster's directory: it says that it lives until it stops, and reads who else does.</summary>
internal sealed class Presence : IAsyncDisposable
{
    private readonly PostgresShardDirectory _directory;
    private readonly NodeHeartbeat _heartbeat;

    private Presence(PostgresShardDirectory directory, NodeHeartbeat heartbeat) => (_directory, _heartbeat) = (directory, heartbeat);

    /// <summary>Who else is there, and who owns which shard.</summary>
    public IShardDirectory Directory => _directory;

    /// <summary>Says at once, and every two seconds, that the node lives.</summary>
    public static Presence Begin(NodeOptions options, TimeProvider time, ILogger log)
    {
        var directory = new PostgresShardDirectory(options.Sinks.Postgres.Connection);
        return new Presence(directory, new NodeHeartbeat(directory, Self(options, time), time: time, onError: error => NodeLog.HeartbeatFailed(log, error.Message)));
    }

    /// <summary>This node by its own account.</summary>
    public static ClusterNode Self(NodeOptions options, TimeProvider time) => new(
        Settings.NodeName(options.Node), Settings.Address(options.Node), [.. options.Node.Roles.Select(role => OptionNames.Kebab(role.ToString()))],
        typeof(Presence).Assembly.GetName().Version!.ToString(3), time.GetUtcNow(), time.GetUtcNow());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _heartbeat.DisposeAsync();
        await _directory.DisposeAsync();
    }
}
