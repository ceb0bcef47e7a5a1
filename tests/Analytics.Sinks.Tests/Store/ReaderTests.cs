using Analytics.Sinks.Tests.ClickHouse;

namespace Analytics.Sinks.Tests.Store;

public sealed class ReaderTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [StoreTheory]
    [InlineData("INSERT INTO analytics.events (tenant) VALUES ('x')")]
    [InlineData("INSERT INTO analytics.events (tenant) FORMAT CSV\nx\n")]
    [InlineData("INSERT INTO FUNCTION file('/tmp/x.csv') SELECT 1")]
    [InlineData("CREATE TABLE analytics.mine (a Int) ENGINE = Memory")]
    [InlineData("CREATE TEMPORARY TABLE mine (a Int)")]
    [InlineData("DROP TABLE analytics.events")]
    [InlineData("TRUNCATE TABLE analytics.events")]
    [InlineData("ALTER TABLE analytics.events DELETE WHERE 1")]
    [InlineData("OPTIMIZE TABLE analytics.events FINAL")]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/analytics-outfile.csv'")]
    [InlineData("SELECT file('/etc/passwd')")]
    [InlineData("SELECT `file`('/etc/passwd')")]
    [InlineData("SELECT \"fi\\x6ce\"('/etc/passwd')")]
    [InlineData("SELECT file/**/('/etc/passwd')")]
    [InlineData("SELECT arrayMap(file, ['/etc/passwd'])")]
    [InlineData("SELECT * APPLY(file) FROM (SELECT '/etc/passwd')")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("SELECT * FROM default.`/etc/passwd`")]
    [InlineData("SELECT 1 WHERE 'x' IN `/etc/passwd`")]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')")]
    [InlineData("SELECT * FROM remote('127.0.0.1', system.one)")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 'a String')")]
    [InlineData("SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')")]
    [InlineData("SELECT * FROM filesystem('/etc')")]
    [InlineData("DESCRIBE TABLE file('/etc/passwd')")]
    [InlineData("EXPLAIN SELECT file('/etc/passwd')")]
    [InlineData("SYSTEM RELOAD CONFIG")]
    [InlineData("SYSTEM SHUTDOWN")]
    [InlineData("KILL QUERY WHERE 1")]
    [InlineData("SET readonly = 0")]
    [InlineData("SET ROLE writer")]
    [InlineData("USE system")]
    [InlineData("SELECT 1 SETTINGS readonly = 0")]
    [InlineData("SELECT 1 SETTINGS max_memory_usage = 0")]
    [InlineData("SELECT 1; DROP TABLE analytics.events")]
    [InlineData("BACKUP TABLE analytics.events TO File('/tmp/x')")]
    [InlineData("GRANT ALL ON *.* TO default")]
    [InlineData("CREATE FUNCTION f AS x -> x")]
    [InlineData("ATTACH TABLE analytics.t FROM '/etc' (a Int) ENGINE = Memory")]
    public async Task It_can_neither_write_nor_leave_the_database(string statement)
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, statement);
        Assert.True(answer.Code is "497" or "164", $"{answer.Status} {answer.Body}");
        Assert.DoesNotContain("root:", answer.Body, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/analytics-outfile.csv"));
    }

    [StoreTheory]
    [InlineData("SELECT count() >= 0 FROM analytics.events", "1\n")]
    [InlineData("WITH 1 AS x SELECT x", "1\n")]
    [InlineData("(SELECT 1)", "1\n")]
    [InlineData("SELECT {x:Identifier} FROM (SELECT 1 AS y)", "1\n")]
    [InlineData("EXISTS TABLE analytics.events", "1\n")]
    [InlineData("SHOW TABLES FROM analytics LIKE 'events'", "events\n")]
    public async Task It_reads(string statement, string body)
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, statement, "param_x=y");
        Assert.Equal((200, body), (answer.Status, answer.Body));
    }

    [StoreFact]
    public async Task It_cannot_smuggle_the_file_function_in_as_a_parameter()
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, "SELECT arrayMap({x:Identifier}, ['/etc/passwd'])", "param_x=file");
        Assert.Equal("497", answer.Code);
    }

    [StoreTheory]
    [InlineData("max_execution_time=0", "60")]
    [InlineData("max_execution_time=1e9", "60")]
    [InlineData("max_execution_time=5", "5")]
    public async Task It_may_tighten_a_limit_and_never_widen_it(string parameters, string effective)
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, "SELECT getSetting('max_execution_time')", parameters);
        Assert.Equal((200, effective + "\n"), (answer.Status, answer.Body));
    }

    [StoreFact]
    public async Task A_query_that_wants_too_much_memory_ends_itself_and_nothing_else()
    {
        var answer = await fixture.SendAsync(fixture.Store.Reader, "SELECT groupArray(repeat('x', 1000)) FROM numbers(100000000)");
        Assert.Equal("241", answer.Code);
        Assert.Equal("1\n", (await fixture.SendAsync(fixture.Store.Reader, "SELECT 1")).Body);
    }
}
