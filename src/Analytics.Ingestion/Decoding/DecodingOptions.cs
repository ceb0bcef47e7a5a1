namespace Analytics.Ingestion.Decoding;

/// <summary>What is an event and what is not. The limits hold for each event on its own.</summary>
public sealed record DecodingOptions
{
    /// <summary>Tenant of events whose request, credential and fields name none. Default <c>default</c>.</summary>
    public string DefaultTenant { get; init; } = "default";

    /// <summary>
    /// Whether an event of any shape that came without a tenant's header may name its tenant in its fields: for what producers of the log wrote themselves, which the brokers
    /// let in. The doors never take it from a stranger. Default false.
    /// </summary>
    public bool EventsNameTenant { get; init; }

    /// <summary>How far an event's time may lie ahead of its arrival. Default 5 minutes.</summary>
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Earliest time that an event may have (UTC). Default 1970-01-01.</summary>
    public DateOnly Earliest { get; init; } = new(1970, 1, 1);

    /// <summary>Deepest nesting of objects and arrays, the event itself counting as 1. Default 32.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Most fields of an event, nested ones included. Default 256.</summary>
    public int MaxFields { get; init; } = 256;

    /// <summary>Longest string as it stands in the JSON text, in bytes. Default 64 KiB.</summary>
    public int MaxStringBytes { get; init; } = 64 * 1024;

    /// <summary>Longest number in characters. Default 64.</summary>
    public int MaxNumberChars { get; init; } = 64;

    /// <summary>Longest id (user, session, event, entity …) in bytes. Default 512.</summary>
    public int MaxIdBytes { get; init; } = 512;

    /// <summary>Longest value of a column of few distinct values (event type, service, platform, payment mode) in bytes. Default 100.</summary>
    public int MaxSymbolBytes { get; init; } = 100;

    /// <summary>
    /// Most distinct values that one tenant may use of each such column, counted since the process started. 0 does not count, which is
    /// what a shard needs: what is in the log was admitted, and a replay must decode as the first time did. Default 0.
    /// </summary>
    public int MaxDistinctValues { get; init; }

    /// <summary>Most tenants, counted as above; 0 does not count. Default 0.</summary>
    public int MaxTenants { get; init; }

    /// <summary>Tenants that are there already, from before the process started too: admitted in any case. Default none.</summary>
    public Func<string, bool>? IsKnownTenant { get; init; }
}
