using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.Tests.ClickHouse;

namespace Analytics.Sinks.Tests.Store;

public sealed class HttpInterfaceTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly Dictionary<string, string> None = [];

    [StoreTheory]
    [InlineData("SELECT * FROM analytics.nothing", 404, "60", "UNKNOWN_TABLE")]
    [InlineData("SELECT nothing", 404, "47", "UNKNOWN_IDENTIFIER")]
    [InlineData("SELECT FROM WHERE", 400, "62", "SYNTAX_ERROR")]
    [InlineData("SELEC 1", 400, "62", "SYNTAX_ERROR")]
    [InlineData("SELECT throwIf(1)", 500, "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO")]
    [InlineData("", 400, "62", "SYNTAX_ERROR")]
    public async Task Errors_have_the_status_code_and_text_of_a_ClickHouse_server(string statement, int status, string code, string name)
    {
        var answer = await fixture.SendAsync(fixture.Store.Writer, statement);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"({name})", answer.Body, StringComparison.Ordinal);
    }

    [StoreTheory]
    [InlineData("analytics", "wrong", 403, "516")]
    [InlineData("nobody", "wrong", 403, "516")]
    [InlineData("default", "", 401, "194")]
    public async Task Nobody_gets_in_without_the_right_password(string user, string password, int status, string code)
    {
        var answer = await fixture.SendAsync(new ClickHouseCredentials(user, password), "SELECT 1");
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [StoreFact]
    public async Task A_setting_of_one_request_does_not_reach_the_next()
    {
        foreach (var user in new[] { fixture.Store.Writer, fixture.Store.Reader })
        {
            Assert.Equal("7\n", (await fixture.SendAsync(user, "SELECT getSetting('max_block_size')", "max_block_size=7")).Body);
            Assert.Equal("65409\n", (await fixture.SendAsync(user, "SELECT getSetting('max_block_size')")).Body);
        }

        await fixture.SendAsync(fixture.Store.Writer, "SET max_block_size = 9");
        Assert.Equal("65409\n", (await fixture.SendAsync(fixture.Store.Writer, "SELECT getSetting('max_block_size')")).Body);
    }

    [StoreTheory]
    [InlineData("x' OR 1=1 --")]
    [InlineData("\\' OR 1=1; DROP TABLE analytics.events; --")]
    [InlineData("{y:String}\t\n\r\0\\N\\")]
    [InlineData("g\u00fcn \ud83c\udf7a & ? # % +")]
    public async Task A_bound_parameter_is_a_value_whatever_it_holds(string value)
    {
        var rows = await fixture.Connection.QueryAsync("SELECT {x:String}, length({x:String})", new Dictionary<string, string> { ["x"] = value }, default);
        Assert.Equal(value, rows[0][0].GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(value), rows[0][1].GetInt32());
    }

    [StoreFact]
    public async Task A_block_that_was_cut_inserts_nothing_wherever_it_was_cut()
    {
        var sink = new EventsSink(fixture.Connection);
        var payload = EventSamples.Delivery(sink, new ShardId("cut", 0), 0, EventSamples.Events(1)).Payload;
        var (_, _, block) = BlockPayload.Read(payload).Single();
        for (var length = 1; length < block.Length; length += length < 40 || length > block.Length - 20 ? 1 : 9)
        {
            var cut = block[..length];
            await Assert.ThrowsAnyAsync<Exception>(() => fixture.Connection.InsertAsync("analytics.events", cut, "cut", default));
        }

        Assert.Equal(0, await EventsSinkTests.CountAsync(fixture.Connection, "cut"));
        await fixture.Connection.InsertAsync("analytics.events", block, "cut", default);
        await fixture.Connection.InsertAsync("analytics.events", block, "cut", default);
        Assert.Equal(1, await EventsSinkTests.CountAsync(fixture.Connection, "cut"));
    }

    [StoreFact]
    public async Task A_connection_cut_in_the_middle_of_a_body_inserts_nothing_whatever_the_format()
    {
        await fixture.Connection.ExecuteAsync("CREATE TABLE analytics.lines (a String) ENGINE = MergeTree ORDER BY a", default);
        for (var i = 0; i < 20; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", fixture.Store.BaseAddress.Port);
            var head = $"POST /?query=INSERT+INTO+analytics.lines+FORMAT+LineAsString HTTP/1.1\r\nHost: x\r\nX-ClickHouse-User: {fixture.Store.Writer.User}\r\nX-ClickHouse-Key: {fixture.Store.Writer.Password}\r\nContent-Length: 1000\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + string.Concat(Enumerable.Repeat("line\n", i * 10))));
        }

        await fixture.Connection.ExecuteAsync("INSERT INTO analytics.lines VALUES ('whole')", default);
        var rows = await fixture.Connection.QueryAsync("SELECT a FROM analytics.lines", None, default);
        Assert.Equal("whole", Assert.Single(rows)[0].GetString());
    }

    [StoreFact]
    public async Task Gzip_goes_both_ways()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("SELECT number FROM numbers(1000)"u8);
        var reader = fixture.Store.Reader;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Store.BaseAddress, $"?enable_http_compression=1&user={reader.User}&password={reader.Password}"));
        request.Content = new ByteArrayContent(compressed.ToArray());
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Contains("gzip", answer.Content.Headers.ContentEncoding);
        await using var body = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Equal(1000, (await new StreamReader(body).ReadToEndAsync()).Count(c => c == '\n'));
    }

    [StoreTheory]
    [InlineData("compress=1")]
    [InlineData("decompress=1")]
    [InlineData("session_id=a")]
    public async Task What_is_not_supported_is_said_not_ignored(string parameter)
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, "SELECT 1", parameter);
        Assert.Equal((501, "48"), (answer.Status, answer.Code));
    }

    [StoreFact]
    public async Task Answers_in_parallel_do_not_mix_and_a_large_one_arrives_whole()
    {
        var small = Enumerable.Range(0, 40).Select(async i =>
        {
            var rows = await fixture.Connection.QueryAsync($"SELECT {i.ToString(CultureInfo.InvariantCulture)} FROM numbers(500)", None, default);
            Assert.True(rows.Count == 500 && rows.All(r => r[0].GetInt32() == i));
        });
        var large = fixture.Connection.QueryAsync("SELECT number FROM numbers(700000)", None, default);
        await Task.WhenAll(small);
        Assert.Equal(699_999, (await large)[^1][0].GetInt32());
    }

    [StoreFact]
    public async Task An_error_in_the_middle_of_a_streamed_answer_cuts_the_connection_instead_of_looking_complete() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            fixture.Connection.QueryAsync("SELECT throwIf(number = 600000) FROM numbers(700000)", None, default));
}
