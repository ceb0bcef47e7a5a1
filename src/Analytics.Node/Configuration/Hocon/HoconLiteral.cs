namespace Analytics.Node.Configuration.Hocon;

/// <summary>A string, number, boolean or null, with the text as written: types are the reader's business.</summary>
/// <param name="origin">Where it was written.</param>
/// <param name="text">The text, without quotes and escapes.</param>
/// <param name="quoted">Whether it was in quotes, and so is a string whatever it looks like.</param>
public sealed class HoconLiteral(HoconOrigin origin, string text, bool quoted) : HoconValue(origin)
{
    /// <summary>The text, without quotes and escapes.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it was in quotes.</summary>
    public bool Quoted { get; } = quoted;

    /// <summary>Whether it is the value null.</summary>
    public bool IsNull => !Quoted && Text == "null";

    /// <inheritdoc/>
    public override string Describe() => IsNull ? "null" : $"\"{Text}\"";
}
