using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Embedded;
using Analytics.Testing;
using Npgsql;

namespace Analytics.Sinks.Tests.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Native => PostgresFactAttribute.NativeFolder!;

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task What_was_committed_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await StartAsync()) await WriteAsync(first, 1);
        await using var second = await StartAsync();
        Assert.Equal([1], await ReadAsync(second));
        Assert.Equal("on on", await AskAsync(second, "SELECT current_setting('fsync') || ' ' || current_setting('synchronous_commit')"));
        Assert.Equal("", await AskAsync(second, "SELECT current_setting('listen_addresses')"));
    }

    [PostgresFact]
    public async Task The_server_ends_when_its_node_is_killed()
    {
        using var node = await PostgresNode.StartAsync(Native, _folder.Path);
        node.Kill();
        await node.ServerGoneAsync();
    }

    [PostgresFact]
    public async Task A_start_right_after_a_kill_of_the_node_takes_over()
    {
        using (var node = await PostgresNode.StartAsync(Native, _folder.Path))
        {
            await using (var connection = new NpgsqlConnection(ConnectionString)) await WriteAsync(connection, 1);
            node.Kill();
        }

        await using var next = await StartAsync();
        Assert.Equal([1], await ReadAsync(next));
    }

    [PostgresFact]
    public async Task A_start_after_node_and_server_were_killed_recovers()
    {
        using (var node = await PostgresNode.StartAsync(Native, _folder.Path))
        {
            await using (var connection = new NpgsqlConnection(ConnectionString)) await WriteAsync(connection, 1);
            node.Kill();
            node.KillServer();
        }

        Assert.True(File.Exists(Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid")));
        await using var next = await StartAsync();
        Assert.Equal([1], await ReadAsync(next));
    }

    [PostgresFact]
    public async Task A_process_file_that_names_somebody_else_by_now_stops_nobody_and_nothing()
    {
        await using (await StartAsync())
        {
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n/nowhere\n1700000000\n5432\n\n\n");
        await using var next = await StartAsync();
        Assert.NotEqual(0, next.ProcessId);
    }

    [PostgresFact]
    public async Task A_server_that_dies_is_started_again_and_deliveries_go_on_exactly_once()
    {
        await using var server = await StartAsync();
        await using var connection = new PostgresConnection(server.ConnectionString);
        await using var sink = new BusinessSink(connection, new DollarTenants());
        var shard = new ShardUnderTest(sink, "dies");
        await shard.Event(EventKind.Payment, "dies", entity: "o1", amount: 1).DeliverAsync();
        var delivery = shard.Event(EventKind.Payment, "dies", entity: "o1", amount: 2).Cut();
        var died = server.ProcessId;
        Process.GetProcessById(died).Kill();
        // Its child may outlive the server by some deliveries.
        for (var delivered = 0; delivered < 2;)
        {
            try
            {
                await sink.DeliverAsync(delivery, CancellationToken.None);
                if (server.ProcessId != died) delivered++;
            }
            catch (Contracts.Stores.StoreUnavailableException)
            {
                Assert.False(connection.State.IsUp);
            }
        }

        Assert.Equal("2 3", await AskAsync(server, "SELECT payments || ' ' || paid_amount FROM analytics.purchases"));
        Assert.True(connection.State.IsUp);
    }

    [PostgresFact]
    public async Task A_folder_belongs_to_one_node_at_a_time()
    {
        await using var first = await StartAsync();
        var error = await Assert.ThrowsAsync<PostgresStartException>(StartAsync);
        Assert.Contains("Another node", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_path_too_long_for_a_socket_gets_a_short_one_that_only_we_can_enter()
    {
        var data = Path.Combine(_folder.Path, new string('d', 120));
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = Native, DataFolder = data });
        Assert.DoesNotContain(data, server.Socket, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(server.Socket));
        Assert.Equal("analytics", await AskAsync(server, "SELECT current_database()"));
        await server.StopAsync();
        Directory.Delete(server.Socket, true);
    }

    [RootFact]
    public async Task Root_can_keep_it_below_a_folder_that_nobody_else_may_enter()
    {
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = Native, DataFolder = Path.Combine(_folder.Path, "data"), Account = "nobody" });
        await WriteAsync(server, 1);
        Assert.Contains("Uid:\t65534", await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status"), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task An_ordinary_user_can_run_it_from_a_package_whose_links_npm_did_not_make()
    {
        var package = Path.Combine(_folder.Path, "package", "native");
        CopyWithoutLinks(Native, package);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        Process.Start("chown", ["-R", "nobody", _folder.Path]).WaitForExit();
        // The capability is for dotnet and this assembly, which may lie below a closed folder; the server's files do not.
        using var node = await PostgresNode.StartAsync(
            package, Path.Combine(_folder.Path, "data"), "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
            "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--securebits=+no_setuid_fixup");
        Assert.Contains("Uid:\t65534", await File.ReadAllTextAsync($"/proc/{node.Server}/status"), StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(Path.Combine(package, "lib", "libicuuc.so.60")).LinkTarget);
    }

    [Fact]
    public async Task Missing_programs_are_named_with_what_to_do()
    {
        var error = await Assert.ThrowsAsync<PostgresStartException>(
            () => EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = _folder.Path, DataFolder = _folder.Path }));
        Assert.Contains("npm ci", error.Message, StringComparison.Ordinal);
    }

    private string ConnectionString =>
        $"Host={Path.Combine(_folder.Path, "postgres", "socket")};Username=analytics;Database=analytics;Pooling=false";

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = Native, DataFolder = _folder.Path });

    private static async Task WriteAsync(EmbeddedPostgres server, int value)
    {
        await using var connection = Connect(server);
        await WriteAsync(connection, value);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, int value)
    {
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE TABLE IF NOT EXISTS kept (value integer); INSERT INTO kept VALUES ({value})", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<int>> ReadAsync(EmbeddedPostgres server)
    {
        await using var connection = Connect(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT value FROM kept", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<int>();
        while (await reader.ReadAsync()) values.Add(reader.GetInt32(0));
        return values;
    }

    private static async Task<string?> AskAsync(EmbeddedPostgres server, string sql)
    {
        await using var connection = Connect(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static NpgsqlConnection Connect(EmbeddedPostgres server) => new(server.ConnectionString + ";Pooling=false");

    private static void CopyWithoutLinks(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in new DirectoryInfo(from).EnumerateFiles().Where(file => file.LinkTarget is null)) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in Directory.EnumerateDirectories(from)) CopyWithoutLinks(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
