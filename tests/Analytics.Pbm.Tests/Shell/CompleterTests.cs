using System.Text.Json;
using Analytics.Pbm.Api;
using Analytics.Pbm.Shell;

namespace Analytics.Pbm.Tests.Shell;

/// <summary>What Tab offers.</summary>
public sealed class CompleterTests
{
    private static readonly CommandParser Parser = new(JsonSerializer.Deserialize(Recorded.Palette, ApiJson.Default.IReadOnlyListCommandInfo)!);
    private readonly List<CommandRequest> _asked = [];

    [Theory]
    [InlineData("", "cluster cluster-sharding dlq log state help exit", 0)]
    [InlineData("clus", "cluster cluster-sharding", 4)]
    [InlineData("cluster ", "leave show", 0)]
    [InlineData("cluster s", "show", 1)]
    [InlineData("help cluster l", "leave", 1)]
    [InlineData("dlq retry --", "--topic --reason --dry-run --json --yes --help", 2)]
    [InlineData("dlq retry --reason ", "late malformed", 0)]
    [InlineData("dlq retry --reason m", "malformed", 1)]
    [InlineData("cluster show x", "", 1)]
    [InlineData("no such", "", 4)]
    public async Task Names_and_options_come_from_the_palette(string line, string words, int replaces)
    {
        var (found, replaced) = await Completer().CompleteAsync(line);
        Assert.Equal((words, replaces), (string.Join(' ', found), replaced));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Values_come_from_the_node_which_is_told_those_before()
    {
        var (found, replaced) = await Completer("default:ann", "default:bob b", "x").CompleteAsync("state show session default");
        Assert.Equal(["default:ann", "'default:bob b'"], found);
        Assert.Equal(7, replaced);
        Assert.Equal(("state show", "key", "session"), (_asked.Single().Command, _asked.Single().Input, _asked.Single().Values["kind"].Single()));
    }

    [Fact]
    public async Task A_word_in_quotes_is_replaced_as_a_whole()
    {
        var (found, replaced) = await Completer("default:bob b").CompleteAsync("state show session 'default:bob ");
        Assert.Equal(["'default:bob b'"], found);
        Assert.Equal(13, replaced);
    }

    private Completer Completer(params string[] values) => new(Parser, call =>
    {
        _asked.Add(call);
        return Task.FromResult<IReadOnlyList<string>>(values);
    });
}
