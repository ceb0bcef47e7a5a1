namespace Analytics.Node.Configuration.Hocon;

/// <summary>White space between two values of a concatenation: part of a string, nothing between arrays and objects.</summary>
/// <param name="origin">Where it was written.</param>
/// <param name="text">The white space.</param>
public sealed class HoconBlank(HoconOrigin origin, string text) : HoconValue(origin)
{
    /// <summary>The white space.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override string Describe() => "white space";
}
