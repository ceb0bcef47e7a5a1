using Analytics.Ingestion.Http;

namespace Analytics.Ingestion.Grpc;

/// <summary>Ends a call with a status.</summary>
internal sealed class GrpcFaultException(GrpcStatus status) : Exception(status.Message)
{
    /// <summary>For a reason that HTTP knows too.</summary>
    public GrpcFaultException(Problem problem)
        : this(GrpcStatus.Of(problem))
    {
    }

    /// <summary>How the call ends.</summary>
    public GrpcStatus Status { get; } = status;
}
