using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>What became of the events of a call so far.</summary>
internal sealed class CallTotals
{
    /// <summary>More rejections than these are counted but not listed: an answer has a size that every client takes.</summary>
    private const int MostListed = 1_000;

    /// <summary>The answer to the client.</summary>
    public IngestResponse Answer { get; } = new();

    /// <summary>Adds what became of a batch.</summary>
    /// <param name="result">The pipeline's result.</param>
    /// <param name="first">Number in the call of the batch's first event.</param>
    public void Add(in IngestionResult result, long first)
    {
        Answer.Accepted += result.Accepted;
        Answer.Duplicates += result.Duplicates;
        Answer.RejectedTotal += result.Rejected.Count;
        foreach (var rejected in result.Rejected)
        {
            if (Answer.Rejected.Count == MostListed) return;
            Answer.Rejected.Add(new Messages.Rejection
            {
                Index = first + rejected.Index, Field = rejected.Field, Reason = rejected.Reason.Name(), Detail = rejected.Detail,
            });
        }
    }
}
