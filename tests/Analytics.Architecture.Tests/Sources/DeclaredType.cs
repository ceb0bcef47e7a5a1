namespace Analytics.Architecture.Tests.Sources;

/// <summary>A type that is not nested in another one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="IsPublic">Whether other projects see it.</param>
public sealed record DeclaredType(string Name, int Line, bool IsPublic);
