namespace Analytics.Node.Configuration;

/// <summary>Section <c>grpc</c>: events over gRPC.</summary>
public sealed record GrpcOptions
{
    /// <summary>Whether the node takes calls. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Port of the calls, HTTP/2 without TLS; 0 for any free one. Default 50051.</summary>
    [Bounds("0", "65535")]
    public int Port { get; init; } = 50_051;
}
