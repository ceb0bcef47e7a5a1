namespace Analytics.Node.Configuration;

/// <summary>Lowest and highest allowed value of an option, written as in a configuration file: <c>[Bounds("1s", "1h")]</c>, <c>[Bounds("1KiB", "1GiB")]</c>.</summary>
/// <param name="lowest">Lowest allowed value.</param>
/// <param name="highest">Highest allowed value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute(string lowest, string highest) : Attribute
{
    /// <summary>Lowest allowed value.</summary>
    public string Lowest { get; } = lowest;

    /// <summary>Highest allowed value.</summary>
    public string Highest { get; } = highest;
}
