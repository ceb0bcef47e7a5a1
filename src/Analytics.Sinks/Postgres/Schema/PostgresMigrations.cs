using System.Reflection;
using Analytics.Contracts.Stores;

namespace Analytics.Sinks.Postgres.Schema;

/// <summary>The numbered files of the sinks' tables.</summary>
public static class PostgresMigrations
{
    /// <summary>The files of this version, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.In(Assembly.GetExecutingAssembly(), "Analytics.Sinks.Postgres.Schema.Migrations.");
}
