namespace Analytics.Log.Tests;

/// <summary>What the tests of a class need.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class RequirementAttribute : Attribute
{
    /// <summary>Why they cannot run here; null when they can.</summary>
    public abstract string? Missing { get; }
}
