using Analytics.Actors.Supervision;

namespace Analytics.Actors.Shards;

/// <summary>Ends the life of a shard: the supervisor found no event to blame.</summary>
internal sealed class ShardFailure(ProcessingFault fault, bool isStale) : Exception(fault.Error.Message, fault.Error)
{
    public string Stage => fault.Stage;

    /// <summary>True when somebody else owns the shard.</summary>
    public bool IsStale => isStale;
}
