namespace Analytics.Architecture.Tests.Sources;

/// <summary>A C# file of the repository.</summary>
public sealed class SourceFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Path from the root of the repository.</param>
    /// <param name="text">Its text.</param>
    public SourceFile(string path, string text)
    {
        Path = path;
        Text = CSharpText.Parse(text);
        Outline = Outline.Of(Text.Code);
    }

    /// <summary>Path from the root of the repository.</summary>
    public string Path { get; }

    /// <summary>Code and comments.</summary>
    public CSharpText Text { get; }

    /// <summary>Types and members.</summary>
    public Outline Outline { get; }

    /// <summary>Lines without blank ones and comments.</summary>
    public int LinesOfCode => Text.Code.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line));
}
