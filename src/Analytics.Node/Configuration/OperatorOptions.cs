namespace Analytics.Node.Configuration;

/// <summary>Section <c>operator</c>: where <c>pbm</c> reaches the node.</summary>
public sealed record OperatorOptions
{
    /// <summary>Whether the node listens. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Address to listen on; <c>*</c> for all. Beyond loopback a key is required. Default 127.0.0.1.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 for any free one. Default 9110.</summary>
    [Bounds("0", "65535")]
    public int Port { get; init; } = 9110;

    /// <summary>Keys by the name that the log shows. Default none.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>Most events that one command reads again. Default 5,000,000.</summary>
    [Bounds("1000", "1000000000")]
    public long ReplayEvents { get; init; } = 5_000_000;
}
