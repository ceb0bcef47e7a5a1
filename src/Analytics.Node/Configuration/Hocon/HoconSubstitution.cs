namespace Analytics.Node.Configuration.Hocon;

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="origin">Where it was written.</param>
/// <param name="path">The path from the root of its own file.</param>
/// <param name="optional">Whether it may lead nowhere.</param>
/// <param name="list">Whether the environment may give a list: <c>${NAME[]}</c> takes NAME_0, NAME_1 and so on.</param>
/// <param name="places">Where its file was included, innermost last: the path is tried below each before it is tried at the root.</param>
public sealed class HoconSubstitution(
    HoconOrigin origin, IReadOnlyList<string> path, bool optional, bool list, IReadOnlyList<IReadOnlyList<string>> places) : HoconValue(origin)
{
    /// <summary>The path from the root of its own file.</summary>
    public IReadOnlyList<string> Path { get; } = path;

    /// <summary>Whether it may lead nowhere.</summary>
    public bool Optional { get; } = optional;

    /// <summary>Whether the environment may give a list.</summary>
    public bool List { get; } = list;

    /// <summary>Where its file was included, innermost last.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Places { get; } = places;

    /// <inheritdoc/>
    public override bool IsOpen => true;

    /// <summary>The name by which the environment is asked.</summary>
    public string Name => string.Join('.', Path);

    /// <inheritdoc/>
    public override string Describe() => $"${{{(Optional ? "?" : "")}{HoconPath.Format(Path)}{(List ? "[]" : "")}}}";
}
