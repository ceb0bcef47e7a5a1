namespace Analytics.Node.Configuration.Hocon;

/// <summary>Several values on one line: strings are joined, arrays appended, objects merged.</summary>
/// <param name="parts">The values and the white space between them.</param>
public sealed class HoconConcatenation(IReadOnlyList<HoconValue> parts) : HoconValue(parts[0].Origin)
{
    /// <summary>The values and the white space between them.</summary>
    public IReadOnlyList<HoconValue> Parts { get; } = parts;

    /// <inheritdoc/>
    public override bool IsOpen => true;

    /// <inheritdoc/>
    public override string Describe() => "a concatenation";
}
