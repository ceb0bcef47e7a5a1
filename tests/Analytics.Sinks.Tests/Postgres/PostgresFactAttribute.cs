using Analytics.Testing;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>A test that runs the real PostgreSQL; skipped where its programs are not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = TestPostgres.Missing;

    /// <summary>Folder of the programs; null when there is none.</summary>
    public static string? NativeFolder => TestPostgres.NativeFolder;
}
