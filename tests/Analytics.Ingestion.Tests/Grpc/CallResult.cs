using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Grpc.Messages;

namespace Analytics.Ingestion.Tests.Grpc;

/// <summary>How a call ended, as a client sees it.</summary>
internal sealed record CallResult(GrpcCode Code, string Message, Status? Details, IngestResponse? Answer)
{
    /// <summary>The counts of the answer.</summary>
    public (long Accepted, long Duplicates, long Rejected) Counts => (Answer!.Accepted, Answer.Duplicates, Answer.RejectedTotal);
}
