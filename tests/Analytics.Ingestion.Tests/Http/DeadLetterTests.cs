using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Pipeline;
using Analytics.Testing;

namespace Analytics.Ingestion.Tests.Http;

public sealed class DeadLetterTests
{
    private const string Bad = """{"event_type":"x","a":}""";
    private const string Large = """{"event_type":"x","user_id":"u","text":"a text of some length"}""";

    [Fact]
    public async Task Letters_are_listed_oldest_first_by_page_and_reason()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxEventBytes = 50 });
        await node.PostAsync("/api/v1/events", string.Join('\n', Bad, Large, Bad), ("X-Tenant-Id", "acme"), ("Content-Type", "application/x-ndjson"));
        var first = node.DeadLetters.List("raw_events", pageSize: 2);
        Assert.Equal(["malformed_json", "event_too_large"], first.Letters.Select(l => l.Reason));
        var rest = node.DeadLetters.List("raw_events.dlq", fromOffset: first.NextOffset!.Value);
        Assert.Equal((1, null), (rest.Letters.Count, rest.NextOffset));
        Assert.Equal(["event_too_large"], node.DeadLetters.List("raw_events", "event_too_large").Letters.Select(l => l.Reason));
        Assert.Equal([2L, 0], node.DeadLetters.Newest("raw_events", "malformed_json", 9).Select(l => l.Offset));
        Assert.Equal([2L, 1], node.DeadLetters.Newest("raw_events", null, 2).Select(l => l.Offset));
        var letter = node.DeadLetters.Find("raw_events", first.Letters[1].Offset)!;
        Assert.Equal((Large, "acme", "decode", "raw_events"), (System.Text.Encoding.UTF8.GetString(letter.Value), letter.Tenant, letter.Stage, letter.SourceTopic));
        Assert.Null(node.DeadLetters.Find("raw_events", 99));
        Assert.Throws<KeyNotFoundException>(() => node.DeadLetters.List("nowhere"));
    }

    [Fact]
    public async Task A_retry_takes_what_todays_rules_allow_and_twice_adds_nothing()
    {
        using var folder = new TemporaryFolder();
        await using (var strict = await IngestionNode.StartAsync(new IngestionOptions { MaxEventBytes = 50 }, folder.Path))
            await strict.PostAsync("/api/v1/events", Large + "\n" + Bad, ("X-Tenant-Id", "acme"));
        await using var node = await IngestionNode.StartAsync(folder: folder.Path);

        var trial = await node.DeadLetters.RetryAsync("raw_events", null, dryRun: true);
        Assert.Equal((2, 1, 0), (trial.Matched, trial.Retried, trial.Duplicates));
        Assert.Equal(RejectionReason.MalformedJson, Assert.Single(trial.StillRejected).Reason);
        Assert.Empty(node.Records("raw_events"));

        var real = await node.DeadLetters.RetryAsync("raw_events", null);
        Assert.Equal((2, 1, 0), (real.Matched, real.Retried, real.Duplicates));
        var back = Assert.Single(node.Records("raw_events"));
        Assert.Equal((Large, "acme:u"), (back.Value, back.Key));
        Assert.Equal([true, false], node.DeadLetters.List("raw_events").Letters.Select(l => l.Retried));

        var again = await node.DeadLetters.RetryAsync("raw_events", null);
        Assert.Equal((2, 0, 1), (again.Matched, again.Retried, again.Duplicates));
        Assert.Single(node.Records("raw_events"));
        Assert.Equal(2, node.DeadLetters.List("raw_events").Letters.Count);
    }

    [Fact]
    public async Task A_letter_that_was_dropped_is_in_no_list_and_in_no_retry()
    {
        await using var node = await IngestionNode.StartAsync();
        await node.PostAsync("/api/v1/events", string.Join('\n', Bad, Bad, Bad));
        Assert.Equal(1, await node.DeadLetters.DropAsync("raw_events", [1], dryRun: true));
        Assert.Equal(1, await node.DeadLetters.DropAsync("raw_events", [1]));
        Assert.Equal([0L, 2], node.DeadLetters.List("raw_events").Letters.Select(l => l.Offset));
        Assert.Equal([2L, 0], node.DeadLetters.Newest("raw_events", null, 9).Select(l => l.Offset));
        Assert.Null(node.DeadLetters.Find("raw_events", 1));
        Assert.Equal(2, (await node.DeadLetters.RetryAsync("raw_events", null, dryRun: true)).Matched);
        Assert.Equal(2, await node.DeadLetters.DropAsync("raw_events", null));
        Assert.Empty(node.DeadLetters.List("raw_events").Letters);
    }

    [Fact]
    public async Task Many_letters_are_listed_without_reading_those_before()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxEventBytes = 50 });
        await node.PostAsync("/api/v1/events", string.Join('\n', Enumerable.Range(0, 5_000).Select(i => i % 1_000 == 7 ? Large : Bad)));
        Assert.Equal([7L, 1_007, 2_007, 3_007, 4_007], node.DeadLetters.List("raw_events", "event_too_large").Letters.Select(l => l.Offset));
        Assert.Equal([4_007L, 3_007], node.DeadLetters.Newest("raw_events", "event_too_large", 2).Select(l => l.Offset));
        Assert.Equal((4_998L, 2), (node.DeadLetters.List("raw_events", null, 4_998).Letters[0].Offset, node.DeadLetters.List("raw_events", null, 4_998).Letters.Count));
        Assert.Equal(5_000, (await node.DeadLetters.RetryAsync("raw_events", null, dryRun: true)).Matched);
        Assert.Equal(4_995, await node.DeadLetters.DropAsync("raw_events", null, "malformed_json"));
        Assert.Equal(5, node.DeadLetters.List("raw_events").Letters.Count);
    }

    [Fact]
    public async Task Only_the_letters_asked_for_are_retried()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Decoding = new DecodingOptions { MaxFields = 16 } });
        await node.PostAsync("/api/v1/events", Bad + "\n" + Bad);
        Assert.Equal(1, (await node.DeadLetters.RetryAsync("raw_events", [1], dryRun: true)).Matched);
        Assert.Equal(0, (await node.DeadLetters.RetryAsync("raw_events", null, "too_deep", dryRun: true)).Matched);
        Assert.Equal(2, (await node.DeadLetters.RetryAsync("raw_events", null, "malformed_json", dryRun: true)).Matched);
    }
}
