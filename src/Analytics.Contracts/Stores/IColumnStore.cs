namespace Analytics.Contracts.Stores;

/// <summary>ClickHouse's SQL over its HTTP interface, embedded or a server. Any thread.</summary>
public interface IColumnStore
{
    /// <summary>
    /// Runs one SELECT as the read-only user and returns the answer row by row
    /// (each a JSON array of the columns, 64-bit integers and decimals as numbers with all digits). Values reach the SQL only as bound parameters: <c>{name:Type}</c> in the text.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<IReadOnlyList<System.Text.Json.JsonElement>> QueryAsync(
        string sql, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellation);

    /// <summary>Runs one statement that returns nothing.</summary>
    Task ExecuteAsync(string sql, CancellationToken cancellation);
}
