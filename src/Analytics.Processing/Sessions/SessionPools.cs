namespace Analytics.Processing.Sessions;

/// <summary>What is variable in length about the sessions of one shard.</summary>
/// <param name="pathSteps">Most steps of a path, from 1 (the entry) to <see cref="SessionState.MostSteps"/>.</param>
public sealed class SessionPools(int pathSteps = SessionState.MostSteps)
{
    /// <summary>Most steps that are added to a path. One that was stored with more keeps them.</summary>
    public int PathSteps { get; } = pathSteps;

    /// <summary>Texts of steps and campaigns.</summary>
    public StepTable Steps { get; } = new();

    /// <summary>Paths.</summary>
    public Slabs<PathStep> Paths { get; } = new(4);

    /// <summary>Earlier sessions of users.</summary>
    public Slabs<SessionState> Earlier { get; } = new(1);

    /// <summary>Ids of users.</summary>
    public Slabs<byte> Ids { get; } = new(16);

    /// <summary>Payments in second currencies.</summary>
    public CurrencySums Revenues { get; } = new();

    /// <summary>Memory in bytes, roughly.</summary>
    public long Bytes =>
        Steps.Bytes + (Paths.Capacity * 12) + (Earlier.Capacity * System.Runtime.CompilerServices.Unsafe.SizeOf<SessionState>()) + Ids.Capacity;

    /// <summary>Gives back what a session holds.</summary>
    public void Free(ref SessionState session)
    {
        foreach (var step in Paths.Of(session.Path)[..session.PathCount]) Steps.Release(step.Step);
        Paths.Free(session.Path);
        Steps.Release(session.Exit);
        Steps.Release(session.Campaign);
        Revenues.Free(session.OtherRevenue);
        session = default;
    }
}
