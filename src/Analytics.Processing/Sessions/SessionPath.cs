namespace Analytics.Processing.Sessions;

/// <summary>
/// Keeps the first steps of a session (fifty, by default) in their order. Steps never go away and never change, so the smallest of everything seen
/// are right however the events arrive and sessions merge.
/// </summary>
public static class SessionPath
{
    /// <summary>Adds a step; the path takes a use of it only when it keeps it.</summary>
    public static void Add(ref SessionState session, PathStep step, SessionPools pools)
    {
        int count = session.PathCount;
        var path = pools.Paths.Of(session.Path);
        var at = count;
        while (at > 0 && IsAfter(path[at - 1], step, pools.Steps)) at--;
        if (at >= pools.PathSteps) return;
        pools.Steps.Use(step.Step);
        if (count >= pools.PathSteps) pools.Steps.Release(path[--count].Step);
        if (count == path.Length)
        {
            session.Path = session.Path == 0 ? pools.Paths.Allocate(1) : pools.Paths.Grow(session.Path);
            path = pools.Paths.Of(session.Path);
        }

        path[at..count].CopyTo(path[(at + 1)..]);
        path[at] = step;
        session.PathCount = (byte)(count + 1);
    }

    /// <summary>The steps.</summary>
    public static ReadOnlySpan<PathStep> Of(in SessionState session, SessionPools pools) => pools.Paths.Of(session.Path)[..session.PathCount];

    private static bool IsAfter(PathStep left, PathStep right, StepTable steps) =>
        left.Order > right.Order || (left.Order == right.Order && steps.Compare(left.Step, right.Step) > 0);
}
