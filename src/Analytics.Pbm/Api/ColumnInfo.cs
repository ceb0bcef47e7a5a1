namespace Analytics.Pbm.Api;

/// <summary>One column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Value">The template of its cells.</param>
public sealed record ColumnInfo(string Title, string Value);
