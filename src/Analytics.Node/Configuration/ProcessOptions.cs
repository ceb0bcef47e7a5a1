namespace Analytics.Node.Configuration;

/// <summary>Section <c>node</c>: the process.</summary>
public sealed record ProcessOptions
{
    /// <summary>Port of the HTTP API; 0 for any free one. Default 8086.</summary>
    [Bounds("0", "65535")]
    public int Port { get; init; } = 8086;

    /// <summary>Address to listen on, or <c>*</c> for all. Default loopback.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Folder that holds log, checkpoints and stores; relative to the working directory. Default <c>data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Which back ends the node uses. Default <see cref="NodeProfile.Embedded"/>.</summary>
    public NodeProfile Profile { get; init; } = NodeProfile.Embedded;

    /// <summary>What the node runs. Default everything.</summary>
    public IReadOnlyList<NodeRole> Roles { get; init; } = [NodeRole.Ingest, NodeRole.Process, NodeRole.Query];

    /// <summary>Name of the node in a cluster, unique there. Default the machine's name and the port.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where other nodes of the cluster reach this one: <c>host:port</c>. Default the name of the machine and the port.</summary>
    public string AdvertisedAddress { get; init; } = "";

    /// <summary>Longest time for drain and last checkpoint after SIGTERM. Default 25 s.</summary>
    [Bounds("1s", "10m")]
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(25);
}
