using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Operators;
using Analytics.Testing;
using Npgsql;

namespace Analytics.Node.Tests.Crashes;

/// <summary>While PostgreSQL has no room, does not answer, or is gone, whoever needs it is told so; it ends by itself.</summary>
public sealed class FaultyStoreSpecification
{
    private const string Fill = """
        CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON analytics.rule_changes FOR EACH ROW EXECUTE FUNCTION fill();
        """;

    [NodeFact]
    public async Task A_change_is_refused_with_the_reason_until_there_is_room_and_again_when_postgres_is_gone()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await TestPostgres.StartAsync();
        await using var node = await NodeProcess.StartAsync(folder.File("node"), "--set", $"sinks.postgres.connection=\"{postgres.Server.ConnectionString}\"");
        await ExecuteAsync(postgres, Fill);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "PostgreSQL cannot do it now: 53100 no room"), await StoreRuleAsync(node));
        var (code, _, errors) = await (await Operator.AtAsync(node)).RunAsync("rule", "add", "rule any_order for each user when order", "--yes");
        Assert.Equal((4, "PostgreSQL cannot do it now: 53100 no room\n"), (code, errors));

        await ExecuteAsync(postgres, "DROP TRIGGER full_disk ON analytics.rule_changes");
        Assert.Equal((HttpStatusCode.OK, null), await StoreRuleAsync(node));

        await postgres.Server.StopAsync();
        var (status, detail) = await StoreRuleAsync(node);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("PostgreSQL", detail, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Whoever_waits_is_told_of_a_postgres_that_hangs_long_before_a_batch_would_give_up()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await TestPostgres.StartAsync();
        await using var node = await NodeProcess.StartAsync(
            folder.File("node"), "--set", $"sinks.postgres.connection=\"{postgres.Server.ConnectionString}\"", "--set", "sinks.postgres.timeout=1h", "--set", "sinks.postgres.question-timeout=1s");
        await using (var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Pooling = false }.ConnectionString))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("LOCK TABLE analytics.rule_changes, analytics.alerts", other, transaction);
            await hold.ExecuteNonQueryAsync();

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "PostgreSQL does not answer: Timeout during reading attempt"), await StoreRuleAsync(node));
            var (code, _, errors) = await (await Operator.AtAsync(node)).RunAsync("alert", "list");
            Assert.Equal((4, "PostgreSQL does not answer: Timeout during reading attempt\n"), (code, errors));
        }

        Assert.Equal((HttpStatusCode.OK, null), await StoreRuleAsync(node));
    }

    [NodeFact]
    public async Task A_postgres_that_hangs_counts_as_slow_after_ten_seconds_and_keeps_nobody_from_sending()
    {
        using var folder = new TemporaryFolder();
        await using var postgres = await TestPostgres.StartAsync();
        await using var node = await NodeProcess.StartAsync(folder.File("node"), "--set", $"sinks.postgres.connection=\"{postgres.Server.ConnectionString}\"");
        await using (var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Pooling = false }.ConnectionString))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("LOCK TABLE analytics.payments", other, transaction);
            await hold.ExecuteNonQueryAsync();
            await PayAsync(node);
            await UntilAsync(async () => await BusinessSinkAsync(node) is ("degraded", { } why) && why.StartsWith("Deliveries that wait for it: 1, the oldest since ", StringComparison.Ordinal));
            await UntilAsync(() => Task.FromResult(node.Output.Contains("Health: postgres.business is degraded. Deliveries that wait for it: 1,", StringComparison.Ordinal)));
            Assert.Equal("degraded", (await node.GetAsync("/api/v1/status")).GetProperty("node").GetProperty("state").GetString());
            await PayAsync(node);
        }

        await UntilAsync(async () => await BusinessSinkAsync(node) is ("healthy", "") && node.Output.Contains("Health: postgres.business is healthy again", StringComparison.Ordinal));
    }

    private static async Task PayAsync(NodeProcess node)
    {
        using var answer = await node.Client.PostAsJsonAsync("/api/v1/events", new { event_type = "PAYMENT_SUCCESS", user_id = "u-1", amount = 5, timestamp = DateTimeOffset.UtcNow });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task<(string? Status, string? Detail)> BusinessSinkAsync(NodeProcess node)
    {
        var check = (await node.GetAsync("/healthz/ready")).GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "postgres.business");
        return (check.GetProperty("status").GetString(), check.GetProperty("detail").GetString());
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await isSo()) await Task.Delay(50, patience.Token);
    }

    private static async Task<(HttpStatusCode Status, string? Detail)> StoreRuleAsync(NodeProcess node)
    {
        using var answer = await node.Client.PostAsJsonAsync(new Uri("/api/v1/rules", UriKind.Relative), new { text = "rule any_order for each user when order" });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, body.TryGetProperty("detail", out var detail) ? detail.GetString() : null);
    }

    private static async Task ExecuteAsync(TestPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
