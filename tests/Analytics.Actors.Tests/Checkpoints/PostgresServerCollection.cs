namespace Analytics.Actors.Tests.Checkpoints;

[CollectionDefinition(Name)]
public sealed class PostgresServerCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "one PostgreSQL";
}
