using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Http;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Ingestion.Grpc;

/// <summary>How a call ends.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">For people.</param>
/// <param name="Reason">Stable name of the reason, as in the problems of HTTP; empty when the code says it all.</param>
/// <param name="RetryAfter">How long to wait before the same is sent again; zero when that would not help.</param>
internal sealed record GrpcStatus(GrpcCode Code, string Message, string Reason = "", TimeSpan RetryAfter = default)
{
    private const string Domain = "analytics";

    /// <summary>Done.</summary>
    public static GrpcStatus Ok { get; } = new(GrpcCode.Ok, "");

    /// <summary>The client's time is over.</summary>
    public static GrpcStatus DeadlineExceeded { get; } = new(GrpcCode.DeadlineExceeded, "The deadline is over. Nothing of this call is acknowledged.");

    /// <summary>The call ends because the node does.</summary>
    public static GrpcStatus Stopping { get; } = new(GrpcCode.Unavailable, "The node is stopping. Nothing of this call is acknowledged. Send it again.", "stopping");

    /// <summary>The call breaks the rules of the protocol.</summary>
    public static GrpcStatus Broken(string what) => new(GrpcCode.Internal, what);

    /// <summary>What refuses a request over HTTP refuses a call for the same reason.</summary>
    public static GrpcStatus Of(Problem problem) => new(CodeOf(problem.Status), $"{problem.Title} {problem.Detail}", problem.Name, problem.RetryAfter);

    /// <summary>The status with its details, a serialized <c>google.rpc.Status</c>; null when there are none.</summary>
    public byte[]? Details()
    {
        if (Reason.Length == 0) return null;
        var status = new Status { Code = (int)Code, Message = Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = Reason.Replace('-', '_').ToUpperInvariant(), Domain = Domain }));
        if (RetryAfter > TimeSpan.Zero) status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = RetryAfter.ToDuration() }));
        return status.ToByteArray();
    }

    private static GrpcCode CodeOf(int status) => status switch
    {
        401 => GrpcCode.Unauthenticated,
        403 => GrpcCode.PermissionDenied,
        408 => GrpcCode.DeadlineExceeded,
        413 or 429 => GrpcCode.ResourceExhausted,
        415 => GrpcCode.Unimplemented,
        503 => GrpcCode.Unavailable,
        _ => GrpcCode.InvalidArgument,
    };
}
