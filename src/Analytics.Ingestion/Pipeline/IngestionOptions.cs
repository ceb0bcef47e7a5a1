using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>Everything that may be set about taking events in.</summary>
public sealed record IngestionOptions
{
    /// <summary>
    /// What is an event. At the door distinct values are counted, other than in a shard: see <see cref="DecodingOptions.MaxDistinctValues"/>.
    /// Default: 10,000 values of a column for a tenant, 10,000 tenants.
    /// </summary>
    public DecodingOptions Decoding { get; init; } = new() { MaxDistinctValues = 10_000, MaxTenants = 10_000 };

    /// <summary>Seed of the installation's key hashes; the same for the door and every shard.</summary>
    public ulong KeySeed { get; init; }

    /// <summary>Who may send, and how much.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>Largest event in bytes. Default 32 KiB.</summary>
    public int MaxEventBytes { get; init; } = 32 * 1024;

    /// <summary>Most bytes of a dead letter, headers included, that the log takes as one record; what is larger is kept up to there. Default no limit.</summary>
    public int MaxDeadLetterBytes { get; init; } = int.MaxValue;

    /// <summary>Largest request in bytes after decompression. Default 10 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Most events of a request, and of a batch of a stream. Default 50,000.</summary>
    public int MaxRequestEvents { get; init; } = 50_000;

    /// <summary>How many times its compressed size a body may grow to, beside 1 MiB that is always allowed. Default 100.</summary>
    public int MaxCompressionRatio { get; init; } = 100;

    /// <summary>Bytes of requests in memory at once; more are answered 429. Default 256 MiB.</summary>
    public long MaxInFlightBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>What <c>Retry-After</c> says when the log cannot take records or too much is in flight. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time for a body to arrive; after it 408. Default 30 s.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Name of this node in the headers of dead letters.</summary>
    public string Node { get; init; } = Environment.MachineName;
}
