namespace Analytics.Ingestion.Grpc;

/// <summary>The codes that a call can end with here, with gRPC's numbers.</summary>
internal enum GrpcCode
{
    /// <summary>Everything was done.</summary>
    Ok = 0,

    /// <summary>The call is wrong, whenever it is made.</summary>
    InvalidArgument = 3,

    /// <summary>The time that the client gave is over, or a message took too long to arrive.</summary>
    DeadlineExceeded = 4,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>Too much: of a quota, of memory, in one message.</summary>
    ResourceExhausted = 8,

    /// <summary>The node does not know how, for example that compression.</summary>
    Unimplemented = 12,

    /// <summary>The bytes break gRPC's rules, or the node is at fault.</summary>
    Internal = 13,

    /// <summary>Not now: send it again later.</summary>
    Unavailable = 14,

    /// <summary>A valid key is missing.</summary>
    Unauthenticated = 16,
}
