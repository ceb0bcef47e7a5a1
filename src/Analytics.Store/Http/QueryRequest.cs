using System.Text.RegularExpressions;
using Analytics.Store.Engine;
using Microsoft.AspNetCore.Http;

namespace Analytics.Store.Http;

/// <summary>One request of ClickHouse's HTTP interface without its body: parameters of the URL and headers.</summary>
internal sealed partial class QueryRequest
{
    // Parameters of the interface itself; every other one is a setting.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "user", "password", "query_id", "quota_key", "session_id", "session_timeout", "session_check",
        "close_session", "compress", "decompress", "buffer_size", "wait_end_of_query", "enable_http_compression", "http_zlib_compression_level",
        "role", "stacktrace", "client_protocol_version", "log_comment", "send_progress_in_http_headers", "http_headers_progress_interval_ms",
    };

    private QueryRequest(IQueryCollection query, IHeaderDictionary headers)
    {
        Query = query["query"].ToString();
        Database = First(query["database"], headers["X-ClickHouse-Database"], "default");
        Format = First(query["default_format"], headers["X-ClickHouse-Format"], "TabSeparated");
        QueryId = First(query["query_id"], default, Guid.NewGuid().ToString());
        Settings = query.Where(p => !Own.Contains(p.Key) && !IsParameter(p.Key))
            .ToDictionary(p => CheckedName(p.Key), p => p.Value.ToString(), StringComparer.Ordinal);
        Parameters = [.. query.Where(p => IsParameter(p.Key)).Select(p => KeyValuePair.Create(p.Key["param_".Length..], p.Value.ToString()))];
        Compress = query["enable_http_compression"] == "1" && headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The <c>query</c> parameter; the body follows it.</summary>
    public string Query { get; }

    /// <summary>Database of unqualified names.</summary>
    public string Database { get; }

    /// <summary>Format of answers whose statement names none.</summary>
    public string Format { get; }

    /// <summary>Id of the query; made when the client sent none.</summary>
    public string QueryId { get; }

    /// <summary>Settings sent as parameters.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Values of <c>{name:Type}</c> in the text, in the escaped form that the interface asks for.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    /// <summary>True when the client takes gzip.</summary>
    public bool Compress { get; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="EngineException">It asks for something that this store does not have, rather than being answered wrongly.</exception>
    public static QueryRequest Read(HttpRequest request)
    {
        var query = request.Query;
        if (query["decompress"] == "1" || query["compress"] == "1")
            throw new EngineException(48, "NOT_IMPLEMENTED", "ClickHouse's own compressed frames (compress=1, decompress=1) are not supported; use Content-Encoding and Accept-Encoding gzip");
        if (query.ContainsKey("session_id"))
            throw new EngineException(48, "NOT_IMPLEMENTED", "HTTP sessions (session_id) are not supported");
        if (query.ContainsKey("role"))
            throw new EngineException(511, "UNKNOWN_ROLE", "Roles cannot be chosen here; they follow from the user");
        return new QueryRequest(query, request.Headers);
    }

    private static bool IsParameter(string name) => name.StartsWith("param_", StringComparison.Ordinal);

    private static string CheckedName(string name) =>
        SettingName().IsMatch(name) ? name : throw new EngineException(115, "UNKNOWN_SETTING", $"Unknown setting '{name}'");

    private static string First(string? parameter, string? header, string fallback) =>
        !string.IsNullOrEmpty(parameter) ? parameter : !string.IsNullOrEmpty(header) ? header : fallback;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex SettingName();
}
