namespace Analytics.Processing.Patterns.Compilation;

/// <summary>Types of values in conditions.</summary>
internal enum ValueKind : byte
{
    /// <summary>A property whose use decides.</summary>
    Open,
    Number,
    Text,
    Duration,
    Truth,
}
