namespace Analytics.Node.Configuration.Hocon;

/// <summary>An array.</summary>
/// <param name="origin">Where it begins.</param>
/// <param name="elements">Its elements.</param>
public sealed class HoconArray(HoconOrigin origin, IReadOnlyList<HoconValue> elements) : HoconValue(origin)
{
    /// <summary>Its elements.</summary>
    public IReadOnlyList<HoconValue> Elements { get; } = elements;

    /// <inheritdoc/>
    public override string Describe() => "an array";
}
