namespace Analytics.Simulation.Tests;

/// <summary>What the outside sees of one shard.</summary>
/// <param name="Rows">Every event that arrived, in order.</param>
/// <param name="Counts">The last result of each key.</param>
/// <param name="DeadLetters">What was set aside.</param>
/// <param name="Alerts">The alerts, each once.</param>
/// <param name="Duplicates">How many events were dropped.</param>
internal sealed record Outcome(string[] Rows, string[] Counts, string[] DeadLetters, UInt128[] Alerts, long Duplicates)
{
    public void AssertSame(Outcome other)
    {
        Assert.Equal(Rows, other.Rows);
        Assert.Equal(Counts, other.Counts);
        Assert.Equal(DeadLetters, other.DeadLetters);
        Assert.Equal(Alerts, other.Alerts);
        Assert.Equal(Duplicates, other.Duplicates);
    }
}
