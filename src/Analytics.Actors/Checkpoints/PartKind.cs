namespace Analytics.Actors.Checkpoints;

/// <summary>What a file of a shard holds, apart from manifests; the numbers are stored.</summary>
internal enum PartKind : short
{
    /// <summary>Records of entities.</summary>
    State = 1,

    /// <summary>Payloads that wait for their sink.</summary>
    Outbox = 2,
}
