namespace Analytics.Pbm.Api;

/// <summary>The node did not answer, or answered that it will not.</summary>
/// <param name="exitCode">What the program returns, see <see cref="ExitCodes"/>.</param>
/// <param name="message">For people.</param>
/// <param name="inner">The cause.</param>
public sealed class NodeException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the program returns.</summary>
    public int ExitCode { get; } = exitCode;
}
