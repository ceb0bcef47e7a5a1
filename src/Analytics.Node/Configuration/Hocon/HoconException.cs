namespace Analytics.Node.Configuration.Hocon;

/// <summary>A document is not HOCON, or a reference in it leads nowhere. The message names file, line and column.</summary>
/// <param name="origin">Where.</param>
/// <param name="problem">What was found and what was expected.</param>
/// <param name="inner">The cause.</param>
public sealed class HoconException(HoconOrigin origin, string problem, Exception? inner = null) : FormatException($"{origin}: {problem}", inner)
{
    /// <summary>Where.</summary>
    public HoconOrigin Origin { get; } = origin;
}
