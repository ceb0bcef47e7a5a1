namespace Analytics.Actors.Tests.Runtime;

/// <summary>Runs that are drawn from seeds.</summary>
internal static class Seeds
{
    /// <summary>Runs each seed; a failure names its seed, which fails again whenever it is run.</summary>
    public static void Run(int first, int seeds, Action<Random> run)
    {
        for (var seed = first; seed < first + seeds; seed++)
        {
            try
            {
                run(new Random(seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }
}
