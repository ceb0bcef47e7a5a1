namespace Analytics.Ingestion.DeadLetters;

/// <summary>An event that was refused, or that failed in processing, as it lies in its dead-letter topic.</summary>
public sealed record DeadLetter
{
    /// <summary>The dead-letter topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Position in it.</summary>
    public required long Offset { get; init; }

    /// <summary>When it was received, microseconds since 1970.</summary>
    public required long ReceivedAt { get; init; }

    /// <summary>Every header, by name; the first one of a name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The original bytes.</summary>
    public required byte[] Value { get; init; }

    /// <summary>True after a retry put it back.</summary>
    public bool Retried { get; init; }

    /// <summary>Why, see <see cref="Contracts.Decoding.RejectionReasonNames"/>.</summary>
    public string Reason => Header(Pipeline.DeadLetterHeaders.Reason);

    /// <summary>The field at fault, or empty.</summary>
    public string Field => Header(Pipeline.DeadLetterHeaders.Field);

    /// <summary>What was found, for people.</summary>
    public string Message => Header(Pipeline.DeadLetterHeaders.Message);

    /// <summary>The stage that refused it.</summary>
    public string Stage => Header(Pipeline.DeadLetterHeaders.Stage);

    /// <summary>Topic that it came from or was meant for.</summary>
    public string SourceTopic => Header(Pipeline.DeadLetterHeaders.Topic);

    /// <summary>The tenant that its request named; empty when none did.</summary>
    public string Tenant => Header("tenant");

    /// <summary>A header's value; empty when absent.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}
