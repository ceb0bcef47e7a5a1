using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Features;

/// <summary>The time of an event.</summary>
internal sealed class MomentState : FeatureState
{
    /// <summary>Microseconds since 1970.</summary>
    public long At { get; set; }

    public override int MostBytes => StateWriter.MostVarintBytes;

    public override void Write(ref StateWriter writer) => writer.SignedVarint(At);

    public override void Read(ref StateReader reader) => At = reader.SignedVarint();
}
