using System.Text.Json;
using Analytics.Contracts.Log;
using Analytics.Contracts.Stores;
using Analytics.Node.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Node.Tests.Api;

/// <summary>What a store cannot do now is answered as that, and nothing else is.</summary>
public sealed class StoreFaultsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.ConnectionFailure)]
    [InlineData(PostgresErrorCodes.IoError)]
    public async Task What_postgres_refuses_for_now_is_503_with_its_reason(string code)
    {
        var (status, problem) = await AnswerAsync(Refused(code)) ?? throw new InvalidOperationException("Nobody answered.");
        Assert.Equal((503, "/problems/store-unavailable", $"PostgreSQL cannot do it now: {code} so it is"), (status, problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_503()
    {
        var (status, problem) = await AnswerAsync(new NpgsqlException("Exception while reading from stream", new EndOfStreamException("The server hung up."))) ?? throw new InvalidOperationException("Nobody answered.");
        Assert.Equal((503, "PostgreSQL does not answer: The server hung up."), (status, problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_store_or_a_log_that_says_so_itself_is_503_in_its_words()
    {
        foreach (var fault in new Exception[] { new StoreUnavailableException("It is away."), new LogUnavailableException("It is away.") })
        {
            var (status, problem) = await AnswerAsync(fault) ?? throw new InvalidOperationException("Nobody answered.");
            Assert.Equal((503, "It is away."), (status, problem.GetProperty("detail").GetString()));
        }
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.UndefinedTable)]
    [InlineData(PostgresErrorCodes.SyntaxError)]
    public async Task A_statement_that_would_be_refused_again_is_a_fault_of_the_program(string code) => Assert.Null(await AnswerAsync(Refused(code)));

    [Fact]
    public async Task Faults_of_anything_else_are_not_taken_for_a_stores()
    {
        foreach (var fault in new Exception[] { new IOException("a file"), new TimeoutException(), new InvalidOperationException(), new LogDamagedException("a segment") })
            Assert.Null(await AnswerAsync(fault));
    }

    private static PostgresException Refused(string code) => new("so it is", "ERROR", "ERROR", code);

    private static async Task<(int Status, JsonElement Problem)?> AnswerAsync(Exception fault)
    {
        await using var services = new ServiceCollection().AddLogging().AddFaultAnswers().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } };
        if (!await new StoreFaults().TryHandleAsync(http, fault, CancellationToken.None)) return null;
        http.Response.Body.Position = 0;
        return (http.Response.StatusCode, await JsonSerializer.DeserializeAsync<JsonElement>(http.Response.Body));
    }
}
