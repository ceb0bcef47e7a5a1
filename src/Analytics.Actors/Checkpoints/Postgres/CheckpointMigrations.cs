using System.Reflection;
using Analytics.Contracts.Stores;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>The numbered files of the tables for checkpoints, owners and nodes.</summary>
public static class CheckpointMigrations
{
    /// <summary>The files of this version, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.In(Assembly.GetExecutingAssembly(), "Analytics.Actors.Checkpoints.Postgres.Migrations.");
}
