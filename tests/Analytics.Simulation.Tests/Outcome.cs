namespace Analytics.Simulation.Tests;

/// <summary>What the outside sees of one shard.</summary>
/// <param name="Rows">Every event that arrived, in order.</param>
/// <param name="Counts">The last result of each key.</param>
/// <param name="DeadLetters">What was set aside.</param>
/// <param name="Alerts">The alerts, each once.</param>
/// <param name="Found">The alerts of rules: the rule, its version, the user, the offsets of the match.</param>
/// <param name="Duplicates">How many events were dropped.</param>
internal sealed record Outcome(string[] Rows, string[] Counts, string[] DeadLetters, UInt128[] Alerts, string[] Found, long Duplicates)
{
    public void AssertSame(Outcome other)
    {
        Assert.Equal(Rows, other.Rows);
        Assert.Equal(Counts, other.Counts);
        Assert.Equal(DeadLetters, other.DeadLetters);
        AssertFound("A straight run", Found, other);
        Assert.Equal(Alerts, other.Alerts);
        Assert.Equal(Duplicates, other.Duplicates);
    }

    /// <summary>The rules found these alerts, and no others.</summary>
    public static void AssertFound(string who, IReadOnlyCollection<string> found, Outcome other)
    {
        var (missing, more) = (found.Except(other.Found).ToArray(), other.Found.Except(found).ToArray());
        Assert.True(missing.Length + more.Length == 0, $"{who} finds {found.Count} alerts. Missing: {string.Join("; ", missing)}. Too many: {string.Join("; ", more)}.");
    }
}
