namespace Analytics.Simulation.Tests;

/// <summary>Two hundred clusters that everything happens to. A failure names its seed; <see cref="Simulation.Run"/> with it does the same again.</summary>
public sealed class Any_seed
{
    private const int SeedsAtOnce = 20;

    public static TheoryData<int> Firsts() => [.. Enumerable.Range(0, 10).Select(part => part * SeedsAtOnce)];

    /// <summary>Clocks that are ahead of what comes, cuts that are not where they were before a restart, and alerts that had left by then.</summary>
    [Theory, InlineData(623), InlineData(2909), InlineData(7252)]
    public void That_showed_something_else_once_shows_it_no_more(int seed) => Simulation.Run(seed);

    [Theory, MemberData(nameof(Firsts))]
    public void Shows_the_outside_what_a_straight_run_shows(int first)
    {
        for (var seed = first; seed < first + SeedsAtOnce; seed++) Simulation.Run(seed);
    }
}
