using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>What is remembered of one key for one feature. Changes with the key's events in their order.</summary>
internal abstract class FeatureState
{
    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public abstract int MostBytes { get; }

    /// <summary>Writes it.</summary>
    public abstract void Write(ref StateWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public abstract void Read(ref StateReader reader);
}
