namespace Analytics.Node.Configuration.Hocon;

/// <summary>One token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; for a quoted string its value.</param>
/// <param name="Line">Line from 1.</param>
/// <param name="Column">Column from 1.</param>
public readonly record struct HoconToken(HoconTokenKind Kind, string Text, int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    public string Describe() => Kind switch
    {
        HoconTokenKind.End => "the end of the document",
        HoconTokenKind.NewLine => "the end of the line",
        HoconTokenKind.Blank => "white space",
        HoconTokenKind.Quoted => $"\"{Text}\"",
        _ => $"'{Text}'",
    };
}
