using Analytics.Contracts.Memory;

namespace Analytics.Processing.Sessions;

/// <summary>What is variable in length about the sessions of one shard.</summary>
public sealed class SessionPools
{
    /// <summary>Pools with nothing in them.</summary>
    /// <param name="pathSteps">Most steps of a path, from 1 (the entry) to <see cref="SessionState.MostSteps"/>.</param>
    public SessionPools(int pathSteps = SessionState.MostSteps)
    {
        PathSteps = pathSteps;
        Steps = new StepTable(Memory);
        Paths = new Slabs<PathStep>(4, Memory);
        Earlier = new Slabs<SessionState>(1, Memory);
        Ids = new Slabs<byte>(16, Memory);
    }

    /// <summary>Most steps that are added to a path. One that was stored with more keeps them.</summary>
    public int PathSteps { get; }

    /// <summary>Where they lie, and the users with them.</summary>
    public TableMemory Memory { get; } = new();

    /// <summary>Texts of steps and campaigns.</summary>
    public StepTable Steps { get; }

    /// <summary>Paths.</summary>
    public Slabs<PathStep> Paths { get; }

    /// <summary>Earlier sessions of users.</summary>
    public Slabs<SessionState> Earlier { get; }

    /// <summary>Ids of users.</summary>
    public Slabs<byte> Ids { get; }

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
