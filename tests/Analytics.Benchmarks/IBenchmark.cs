namespace Analytics.Benchmarks;

/// <summary>One benchmark: measures, compares in the same run, and reports figures.</summary>
internal interface IBenchmark
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the list.</summary>
    string Summary { get; }

    /// <summary>Runs it; progress goes to standard error.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments);
}
