using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Stores;

namespace Analytics.Sinks.ClickHouse;

/// <summary>ClickHouse over its HTTP interface: queries as the read-only user, everything else as the writer. Any thread.</summary>
public sealed class ClickHouseConnection : IColumnStore, IDisposable
{
    private const string QuerySettings =
        "&default_format=JSONCompactEachRow&output_format_json_quote_64bit_integers=0&output_format_json_quote_decimals=0&output_format_json_quote_denormals=1";

    // One body is one block is one part: the server may neither split a block nor gather several.
    private const string InsertSettings =
        "&async_insert=0&insert_deduplicate=1&max_insert_block_size=100000000&min_insert_block_size_rows=0&min_insert_block_size_bytes=0&input_format_parallel_parsing=0";

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\t\n\r\0\b\f");

    private readonly ClickHouseConnectionOptions _options;
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _writer;
    private readonly AuthenticationHeaderValue _reader;

    /// <summary>Connects on the first request.</summary>
    public ClickHouseConnection(ClickHouseConnectionOptions options)
    {
        _options = options;
        _writer = Basic(options.Writer);
        _reader = Basic(options.Reader);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            AutomaticDecompression = System.Net.DecompressionMethods.None,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellation)
    {
        var url = new StringBuilder("?database=").Append(Uri.EscapeDataString(_options.Database)).Append(QuerySettings);
        foreach (var (name, value) in parameters)
            url.Append("&param_").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(Escape(value)));
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(sql));
        var body = await SendAsync(url.ToString(), content, _reader, _options.QueryTimeout, cancellation);
        return Rows(body);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(sql));
        await SendAsync("?wait_end_of_query=1", content, _writer, _options.StatementTimeout, cancellation);
    }

    /// <summary>Inserts one block of the Native format as one part and returns when the server has committed it.</summary>
    /// <param name="table">Name with database.</param>
    /// <param name="block">The block.</param>
    /// <param name="token">Deduplication token: the same token again inserts nothing. Null inserts whatever came before.</param>
    /// <param name="cancellation">Gives up waiting; the block may be inserted all the same.</param>
    /// <exception cref="StoreUnavailableException">The server did not answer or cannot take it now: whether the block is in is unknown.</exception>
    /// <exception cref="ClickHouseException">The server refused it for good.</exception>
    public async Task InsertAsync(string table, ReadOnlyMemory<byte> block, string? token, CancellationToken cancellation)
    {
        var url = "?query=" + Uri.EscapeDataString($"INSERT INTO {table} FORMAT Native") + InsertSettings
            + (token is null ? "&insert_deduplication_token=" : "&insert_deduplication_token=" + Uri.EscapeDataString(token));
        using var content = new ReadOnlyMemoryContent(block);
        await SendAsync(url, content, _writer, _options.StatementTimeout, cancellation);
    }

    /// <summary>True when the server answers.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(_options.Address(), "ping"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(
        string url, HttpContent content, AuthenticationHeaderValue user, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Address(), url)) { Content = content };
            request.Headers.Authorization = user;
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            return answer.IsSuccessStatusCode ? body : throw Refusal(answer, body);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"ClickHouse did not answer within {timeout.TotalSeconds:0} s.");
        }
        catch (HttpRequestException e)
        {
            throw new StoreUnavailableException($"ClickHouse did not answer: {e.Message}", e);
        }
    }

    private static Exception Refusal(HttpResponseMessage answer, byte[] body)
    {
        var code = answer.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes)
            && int.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var text = $"ClickHouse: {Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 2000)).Trim()}";
        return PassingErrors.Contains(code, answer.StatusCode) ? new StoreUnavailableException(text) : new ClickHouseException(code, text);
    }

    private static List<JsonElement> Rows(byte[] body)
    {
        var rows = new List<JsonElement>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read()) rows.Add(JsonElement.ParseValue(ref reader));
        return rows;
    }

    // Bound parameters travel in the escaped form of TabSeparated, wherever ClickHouse reads them.
    private static string Escape(string value) => !value.AsSpan().ContainsAny(Escaped)
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)
            .Replace("\b", "\\b", StringComparison.Ordinal).Replace("\f", "\\f", StringComparison.Ordinal);

    private static AuthenticationHeaderValue Basic(ClickHouseCredentials user) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.User}:{user.Password}")));
}
