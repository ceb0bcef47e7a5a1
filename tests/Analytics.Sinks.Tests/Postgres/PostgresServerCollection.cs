namespace Analytics.Sinks.Tests.Postgres;

[CollectionDefinition(Name)]
public sealed class PostgresServerCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "one embedded PostgreSQL";
}
