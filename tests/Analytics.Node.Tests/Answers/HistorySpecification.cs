using Analytics.Testing;

namespace Analytics.Node.Tests.Answers;

/// <summary>Years of history loaded in one go give the same answers as plain sums, in whatever order and however often they come.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class HistorySpecification(RunningNode running)
{
    private static List<ShopEvent> History { get; } =
        RepositoryPaths.Olist is { } folder ? OlistHistory.Read(folder) : InventedHistory.Make(seed: 7, orders: 20_000);

    [NodeFact]
    public Task Years_of_history_in_order_answer_like_plain_sums() => AnswersEqualAsync("in-order", History);

    [NodeFact]
    public Task History_shuffled_by_an_hour_answers_the_same()
    {
        var random = new Random(11);
        return AnswersEqualAsync("shuffled", [.. History.Take(60_000).OrderBy(e => e.At.AddSeconds(random.Next(3_600)))]);
    }

    [NodeFact]
    public async Task History_loaded_twice_adds_nothing()
    {
        List<ShopEvent> events = [.. History.Take(20_000)];
        await AnswersEqualAsync("twice", events);
        var (code, output) = await ShopClient.LoadAsync(running.Node.Address, "twice", running.File("twice.ndjson"));
        Assert.True(code == 0, output);
        await AssertEqualAsync("twice", events);
    }

    private async Task AnswersEqualAsync(string tenant, IReadOnlyCollection<ShopEvent> events)
    {
        var file = running.File(tenant + ".ndjson");
        ShopClient.WriteFile(file, events);
        var (code, output) = await ShopClient.LoadAsync(running.Node.Address, tenant, file);
        Assert.True(code == 0, output + running.Node.Output);
        await AssertEqualAsync(tenant, events);
    }

    private async Task AssertEqualAsync(string tenant, IReadOnlyCollection<ShopEvent> events)
    {
        var answer = await running.Node.GetAsync($"/api/analytics/dashboard?tenant={tenant}");
        Assert.Empty(ShopClient.Differences(answer, new ShopOracle(events)));
    }
}
