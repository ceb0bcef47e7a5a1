using Analytics.Testing;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>The same for a test with data.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = TestPostgres.Missing;
}
