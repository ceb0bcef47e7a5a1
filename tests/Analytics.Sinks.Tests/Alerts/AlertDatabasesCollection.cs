namespace Analytics.Sinks.Tests.Alerts;

[CollectionDefinition(Name)]
public sealed class AlertDatabasesCollection : ICollectionFixture<AlertDatabases>
{
    public const string Name = "databases of alerts";
}
