namespace Analytics.Sinks.ClickHouse;

/// <summary>A user of a ClickHouse server.</summary>
/// <param name="User">Name.</param>
/// <param name="Password">Password; never logged.</param>
public sealed record ClickHouseCredentials(string User, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => User;
}
