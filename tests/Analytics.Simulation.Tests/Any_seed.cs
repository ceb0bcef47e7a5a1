namespace Analytics.Simulation.Tests;

/// <summary>Two hundred clusters that everything happens to. A failure names its seed; <see cref="Simulation.Run"/> with it does the same again.</summary>
public sealed class Any_seed
{
    private const int SeedsAtOnce = 20;

    public static TheoryData<int> Firsts() => [.. Enumerable.Range(0, 10).Select(part => part * SeedsAtOnce)];

    [Theory, MemberData(nameof(Firsts))]
    public void Shows_the_outside_what_a_straight_run_shows(int first)
    {
        for (var seed = first; seed < first + SeedsAtOnce; seed++) Simulation.Run(seed);
    }
}
