namespace Analytics.Sinks.ClickHouse;

/// <summary>ClickHouse refused a statement, and would refuse it again.</summary>
/// <param name="code">ClickHouse's error code, 0 when it named none.</param>
/// <param name="message">What it said.</param>
public sealed class ClickHouseException(int code, string message) : Exception(message)
{
    /// <summary>ClickHouse's error code, for example 60 for an unknown table.</summary>
    public int Code { get; } = code;
}
