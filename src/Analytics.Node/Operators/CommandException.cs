namespace Analytics.Node.Operators;

/// <summary>A command could not do what was asked; the message is for the operator.</summary>
/// <param name="status">The HTTP status that says which way: 400 the call is wrong, 404 there is no such thing, 409 not in this state, 503 not now.</param>
/// <param name="message">What is wrong and what would do.</param>
internal sealed class CommandException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>400: an input is wrong.</summary>
    public static CommandException Wrong(string input, string expected) => new(400, $"{input}: expected {expected}");

    /// <summary>404: there is no such thing.</summary>
    public static CommandException NotFound(string message) => new(404, message);

    /// <summary>409: not in this state.</summary>
    public static CommandException Refused(string message) => new(409, message);

    /// <summary>503: not now.</summary>
    public static CommandException Unavailable(string message) => new(503, message);
}
