using Analytics.Testing;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>A test that runs the real PostgreSQL; skipped where its programs are not installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = TestPostgres.Missing;
}
