namespace Analytics.Architecture.Tests.Sources;

/// <summary>A member of a type: a method, a property, a constructor …</summary>
/// <param name="Header">Its text up to its body.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="LinesOfCode">Its lines without blank ones, comments and attributes.</param>
public sealed record Member(string Header, int Line, int LinesOfCode)
{
    /// <summary>Whether it is data rather than steps.</summary>
    public bool IsInitializer => Header.Contains(" = ", StringComparison.Ordinal) && !Header.Contains("=>", StringComparison.Ordinal);
}
