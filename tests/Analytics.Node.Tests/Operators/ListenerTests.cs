using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.Node.Configuration;
using Analytics.Node.Operators;
using Analytics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Node.Tests.Operators;

/// <summary>The operators' listener with a palette of its own, and the real command line.</summary>
public sealed class ListenerTests
{
    private const string Key = "sixteen characters, and more";

    private static readonly OperatorCommand[] Commands =
    [
        OperatorCommand.Once("thing show", "Shows", call => Task.FromResult(new CommandAnswer(new { call.Caller, Name = call.TextOrNull("name") }, [View.Line("{name}")]))) with { Inputs = [CommandInput.Maybe("name", "its name", "none")] },
        OperatorCommand.Once("thing change", "Changes", call => Task.FromResult(new CommandAnswer(new { Changed = true }, []))) with { Question = "Change it?" },
        OperatorCommand.Following("thing tail", "Goes on", Tail),
        OperatorCommand.Once("thing break", "Fails", _ => Task.FromException<CommandAnswer>(CommandException.Refused("not today"))),
        OperatorCommand.Once("thing keep", "Needs a store", _ => Task.FromException<CommandAnswer>(FullDisk())) with { Inputs = [CommandInput.Maybe("name", "its name", "none", _ => Task.FromException<IReadOnlyList<string>>(FullDisk()))] },
    ];

    [Fact]
    public async Task With_the_right_key_it_answers_and_knows_whose_it_is()
    {
        await using var listener = await StartAsync(withKey: true);
        var answer = await new Operator(listener.Address, Key).AskAsync("thing", "show", "x");
        Assert.StartsWith("key ann from 127.0.0.1", answer.GetProperty("caller").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the wrong key, but long enough")]
    [InlineData(null)]
    public async Task A_wrong_key_is_refused(string? key)
    {
        await using var listener = await StartAsync(withKey: true);
        var (code, output, errors) = await new Operator(listener.Address, key).RunAsync("thing", "show");
        Assert.Equal((4, ""), (code, output));
        Assert.Contains("A key is needed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_something_does_not_run_unconfirmed()
    {
        await using var listener = await StartAsync(withKey: false);
        using var client = new HttpClient();
        using var unconfirmed = Json("""{"command":"thing change"}""");
        using var refused = await client.PostAsync(new Uri($"http://{listener.Address}/execute"), unconfirmed);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.True((await new Operator(listener.Address).AskAsync("thing", "change", "--yes")).GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_page_of_a_browser_cannot_call_it()
    {
        await using var listener = await StartAsync(withKey: false);
        using var client = new HttpClient();
        using var plain = await client.PostAsync(new Uri($"http://{listener.Address}/execute"), new StringContent("""{"command":"thing change","confirmed":true}""", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, plain.StatusCode);
        client.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        using var foreign = await client.PostAsync(new Uri($"http://{listener.Address}/execute"), Json("""{"command":"thing change","confirmed":true}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, foreign.StatusCode);
    }

    [Fact]
    public async Task Answers_go_on_until_the_command_ends_or_fails()
    {
        await using var listener = await StartAsync(withKey: false);
        var (code, output, errors) = await new Operator(listener.Address).RunAsync("thing", "tail", "--json");
        Assert.Equal((4, "{\"n\":1}\n{\"n\":2}\n", "it broke\n"), (code, output, errors));
    }

    [Theory]
    [InlineData("thing break", 4, "not today")]
    [InlineData("thing keep", 4, "53100 no room")]
    [InlineData("thing show --name x", 2, "has no option --name")]
    public async Task A_failure_is_told(string line, int exitCode, string message)
    {
        await using var listener = await StartAsync(withKey: false);
        var (code, _, errors) = await new Operator(listener.Address).RunAsync(line.Split(' '));
        Assert.Equal(exitCode, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("execute", """{"command":"thing keep"}""")]
    [InlineData("complete", """{"command":"thing keep","input":"name"}""")]
    public async Task A_store_that_cannot_do_it_now_is_named_as_the_api_names_it(string path, string body)
    {
        await using var listener = await StartAsync(withKey: false);
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri($"http://{listener.Address}/{path}"), Json(body));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("/problems/store-unavailable", "PostgreSQL cannot do it now: 53100 no room"), (problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_call_that_is_too_large_is_told_the_limit()
    {
        await using var listener = await StartAsync(withKey: false);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{listener.Address}/execute")) { Content = Json(new string(' ', 2_097_153)), Headers = { ExpectContinue = true } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("The body is too large: at most 2097152 bytes.", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"command":"nothing"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"command":"thing show","values":{"other":["x"]}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"command":"thing show","values":{"name":["x","y"]}}""", HttpStatusCode.BadRequest)]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    public async Task A_call_that_no_palette_told_is_refused(string body, HttpStatusCode status)
    {
        await using var listener = await StartAsync(withKey: false);
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri($"http://{listener.Address}/execute"), Json(body));
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_node_that_would_listen_beyond_loopback_without_a_key_does_not_start()
    {
        using var folder = new TemporaryFolder();
        await using var node = NodeProcess.Launch(folder.File("node"), "--set", "operator.address=0.0.0.0");
        Assert.Equal(2, await node.EndAsync());
        Assert.Contains("operator.keys: found none", node.Output, StringComparison.Ordinal);
    }

    private static Task<OperatorListener> StartAsync(bool withKey) => OperatorListener.StartAsync(
        new OperatorOptions { Port = 0, Keys = withKey ? new Dictionary<string, string> { ["ann"] = Key } : new Dictionary<string, string>() },
        new Palette(Commands), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private static PostgresException FullDisk() => new("no room", "ERROR", "ERROR", PostgresErrorCodes.DiskFull);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async IAsyncEnumerable<CommandAnswer> Tail(CommandCall call)
    {
        for (var n = 1; n < 3; n++)
        {
            yield return new CommandAnswer(new { N = n }, []);
            await Task.Yield();
        }

        throw CommandException.Unavailable("it broke");
    }
}
