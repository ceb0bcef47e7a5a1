namespace Analytics.Pbm.Api;

/// <summary>How a part of an answer is shown.</summary>
/// <param name="Kind"><c>table</c>, <c>line</c>, <c>text</c>, <c>json</c> or <c>progress</c>; others are for newer command lines and are left out.</param>
/// <param name="Items">Path of the elements; empty for the result itself.</param>
/// <param name="Value">A template, or a path.</param>
/// <param name="Columns">A table's columns.</param>
/// <param name="When">A path that must hold something; empty for always.</param>
/// <param name="Empty">What a table without rows says; empty for nothing.</param>
public sealed record ViewInfo(string Kind, string Items = "", string Value = "", IReadOnlyList<ColumnInfo>? Columns = null, string When = "", string Empty = "");
