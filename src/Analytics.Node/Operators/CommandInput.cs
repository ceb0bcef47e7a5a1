using System.Text.Json.Serialization;

namespace Analytics.Node.Operators;

/// <summary>One argument or option of a command. Values are texts; the command reads them.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Meaning">What it is, in a line.</param>
internal sealed record CommandInput(string Name, string Meaning)
{
    /// <summary>Given as <c>--name</c> rather than by its place.</summary>
    public bool Option { get; init; }

    /// <summary>An option without a value.</summary>
    public bool Flag { get; init; }

    /// <summary>Whether a value that names a file of the caller stands for the file's contents, and <c>-</c> for standard input.</summary>
    public bool TakesFile { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it takes several values; the last argument only.</summary>
    public bool Many { get; init; }

    /// <summary>What it is when it is not given, for people; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>The values that there are; null for any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether <c>POST /complete</c> knows values.</summary>
    public bool Completes => Suggest is not null;

    /// <summary>Values that would do now, given those before it.</summary>
    [JsonIgnore]
    public Func<CommandCall, Task<IReadOnlyList<string>>>? Suggest { get; init; }

    /// <summary>An argument that must be given.</summary>
    public static CommandInput Needed(string name, string meaning, Func<CommandCall, Task<IReadOnlyList<string>>>? suggest = null) =>
        new(name, meaning) { Required = true, Suggest = suggest };

    /// <summary>An argument that may be left out.</summary>
    public static CommandInput Maybe(string name, string meaning, string? otherwise = null, Func<CommandCall, Task<IReadOnlyList<string>>>? suggest = null) =>
        new(name, meaning) { Default = otherwise, Suggest = suggest };

    /// <summary>An option with a value.</summary>
    public static CommandInput With(string name, string meaning, string? otherwise = null, Func<CommandCall, Task<IReadOnlyList<string>>>? suggest = null) =>
        new(name, meaning) { Option = true, Default = otherwise, Suggest = suggest };

    /// <summary>A flag.</summary>
    public static CommandInput Switch(string name, string meaning) => new(name, meaning) { Option = true, Flag = true };
}
