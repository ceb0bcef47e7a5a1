namespace Analytics.Node.Configuration;

/// <summary>Settings that a node cannot start with; one line a problem, each with place, key, what was found and what was expected.</summary>
/// <param name="problems">The problems.</param>
public sealed class OptionsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>The problems.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
