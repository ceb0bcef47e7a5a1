using System.Globalization;
using Analytics.Contracts.Sinks;

namespace Analytics.Node.Operators;

/// <summary>One call of a command: who, with which inputs.</summary>
/// <param name="Caller">Who calls: peer address and name of the key.</param>
/// <param name="Values">Inputs by name; only those that the command has.</param>
/// <param name="Cancellation">The caller left.</param>
internal sealed record CommandCall(string Caller, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, CancellationToken Cancellation)
{
    /// <summary>The text of an input that must be there.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw CommandException.Wrong(name, "a value, found none");

    /// <summary>The text of an input; null when it was not given.</summary>
    public string? TextOrNull(string name) => Values.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>Every value of an input.</summary>
    public IReadOnlyList<string> Texts(string name) => Values.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string name) => TextOrNull(name) == "true";

    /// <summary>A whole number within bounds.</summary>
    public long Number(string name, long otherwise, long lowest, long highest) =>
        TextOrNull(name) is { } text ? Number(name, text, lowest, highest) : otherwise;

    /// <summary>A whole number within bounds.</summary>
    public static long Number(string name, string text, long lowest, long highest) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number : throw CommandException.Wrong(name, FormattableString.Invariant($"a number from {lowest} to {highest}, found {text}"));

    /// <summary>A shard by its name, such as <c>raw_events-2</c>.</summary>
    public ShardId Shard(string name) => TryShard(Text(name)) ?? throw CommandException.Wrong(name, $"a shard such as raw_events-0, found {Text(name)}");

    /// <summary>A shard by its name; null when the text is none.</summary>
    public static ShardId? TryShard(string text)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? new ShardId(text[..dash], partition) : null;
    }
}
