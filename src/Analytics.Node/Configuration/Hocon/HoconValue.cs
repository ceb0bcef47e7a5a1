namespace Analytics.Node.Configuration.Hocon;

/// <summary>A value as written. Immutable after parsing; compared by identity, since each place in a file resolves on its own.</summary>
/// <param name="origin">Where it was written.</param>
public abstract class HoconValue(HoconOrigin origin)
{
    /// <summary>Where it was written.</summary>
    public HoconOrigin Origin { get; } = origin;

    /// <summary>Whether it depends on other values.</summary>
    public virtual bool IsOpen => false;

    /// <summary>What it is, for messages.</summary>
    public abstract string Describe();
}
