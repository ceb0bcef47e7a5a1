namespace Analytics.Processing.Patterns.Compilation;

/// <summary>How a captured value is kept in eight bytes.</summary>
internal enum ColumnKind : byte
{
    /// <summary>A double; NaN is absent.</summary>
    Number,

    /// <summary>A <see cref="Contracts.Events.Symbols"/> number; 0 is absent.</summary>
    Symbol,

    /// <summary>A hash of a text; 0 is absent.</summary>
    Hash,

    /// <summary>1 for true.</summary>
    Truth,
}
