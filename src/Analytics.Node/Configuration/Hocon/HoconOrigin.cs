namespace Analytics.Node.Configuration.Hocon;

/// <summary>Where a value was written.</summary>
/// <param name="Source">A file's path, or a description such as <c>--set</c>.</param>
/// <param name="Line">Line from 1; 0 when the source has no lines.</param>
/// <param name="Column">Column from 1; 0 when the source has no lines.</param>
public readonly record struct HoconOrigin(string Source, int Line = 0, int Column = 0)
{
    /// <summary><c>file:line:column</c>, or the source alone.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}:{Column}" : Source;
}
