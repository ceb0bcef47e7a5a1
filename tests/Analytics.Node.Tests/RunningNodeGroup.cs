namespace Analytics.Node.Tests;

/// <summary>Tests that share <see cref="RunningNode"/>.</summary>
[CollectionDefinition(Name)]
public sealed class RunningNodeGroup : ICollectionFixture<RunningNode>
{
    public const string Name = "running node";
}
