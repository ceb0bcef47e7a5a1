using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class EnrichmentPipelineTests
{
    private const string Chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    [AssetFact]
    public void An_event_gets_place_browser_campaign_and_versions_and_loses_its_address()
    {
        var events = new EventsInMemory();
        Add(events, "ann@x.org", "8.8.8.8", Chrome);
        Add(events, "bob", "", "Googlebot/2.1 (+http://www.google.com/bot.html)");

        Tables(events).CreatePipeline().Apply(events.Batch);

        var (person, bot) = (events.Batch.Rows[0], events.Batch.Rows[1]);
        Assert.Equal(("US", "Chrome", "Windows", "news"),
            (Symbols.Text(person.Country), Symbols.Text(person.Browser), Symbols.Text(person.Os), events.Text(person.UtmSource)));
        Assert.Equal("8.8.8.0", events.Text(person.Ip));
        Assert.Matches("^[0-9a-f]{32}$", events.Text(person.UserId));
        Assert.Matches(@"^geo=20\d\d-\d\d-\d\d;ua=0\.18\.0$", Symbols.Text(person.TableVersions));
        Assert.Equal((false, true), ((person.Flags & EventFlags.Bot) != 0, (bot.Flags & EventFlags.Bot) != 0));
        Assert.Equal(("Spider", "bob"), (Symbols.Text(bot.Device), events.Text(bot.UserId)));
    }

    [AssetFact]
    public void The_same_events_give_the_same_rows_however_they_are_spread_over_batches_and_pipelines()
    {
        var together = new EventsInMemory();
        for (var i = 0; i < 200; i++) Add(together, i);
        Tables(together).CreatePipeline().Apply(together.Batch);

        var tables = Tables(together);
        for (var i = 199; i >= 0; i--)
        {
            var alone = new EventsInMemory();
            Add(alone, i);
            tables.CreatePipeline().Apply(alone.Batch);
            Assert.Equal(Written(together, i), Written(alone, 0));
        }
    }

    [AssetFact]
    public void Events_that_nobody_looks_at_stay_as_they_came_and_change_nothing_for_the_others()
    {
        var (some, all) = (new EventsInMemory(), new EventsInMemory());
        for (var i = 0; i < 200; i++)
        {
            Add(some, i);
            Add(all, i);
        }

        var random = new Random(1);
        foreach (ref var row in some.Batch.Rows)
            if (random.Next(3) > 0) row.Flags |= EventFlags.Bare;
        List<string> before = [.. Enumerable.Range(0, 200).Select(i => Written(some, i))];
        Tables(some).CreatePipeline().Apply(some.Batch);
        Tables(all).CreatePipeline().Apply(all.Batch);
        for (var i = 0; i < 200; i++) Assert.Equal((some.Batch.Rows[i].Flags & EventFlags.Bare) != 0 ? before[i] : Written(all, i), Written(some, i));
    }

    [AssetFact]
    public void In_steady_state_nothing_is_allocated()
    {
        var events = new EventsInMemory();
        for (var i = 0; i < 1000; i++) Add(events, i);
        var pipeline = Tables(events).CreatePipeline();
        var rows = events.Batch.Rows.ToArray();
        var length = events.Batch.Records.Length;
        for (var round = 0; round < 50; round++) Again();

        // The least of some rounds: a collection that another test causes may take pooled memory away in between.
        Assert.Equal(0, Enumerable.Range(0, 20).Min(_ => Again()));

        long Again()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            events.Batch.Records.Length = length;
            rows.CopyTo(events.Batch.Rows);
            pipeline.Apply(events.Batch);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Masking_is_the_last_step_whatever_is_switched_on()
    {
        var tables = new EnrichmentTables { Tenants = new EventsInMemory(), Secret = EventsInMemory.Secret };
        Assert.IsType<MaskPersonalData>(tables.CreatePipeline().Steps[^1]);
        Assert.Throws<ArgumentException>(() => (tables with { Secret = new byte[15] }).CreatePipeline());
    }

    private static EnrichmentTables Tables(ITenantDirectory tenants) => new()
    {
        Places = EnrichmentAssets.Places,
        UserAgents = EnrichmentAssets.Recognizer,
        UserAgentVersion = "0.18.0",
        Tenants = tenants,
        Secret = EventsInMemory.Secret,
    };

    private static void Add(EventsInMemory events, int i) =>
        Add(events, $"user{i % 150}@x.org", $"{i % 90 + 1}.{i % 7}.3.4", Chrome.Replace("126", $"{100 + i % 20}", StringComparison.Ordinal));

    private static void Add(EventsInMemory events, string user, string ip, string userAgent)
    {
        ref var row = ref events.Add();
        row.UserId = events.Slice(user);
        row.Ip = events.Slice(ip);
        row.UserAgent = events.Slice(userAgent);
        row.Url = events.Slice("https://shop.example/p/1?utm_source=news&utm_medium=email&utm_campaign=a+b");
        row.Properties = events.Slice($"{{\"email\":\"{user}\",\"n\":{{\"x\":[1,2,\"three\"]}}}}");
        row.Flags = EventFlags.PersonalProperties;
    }

    private static string Written(EventsInMemory events, int index)
    {
        var row = events.Batch.Rows[index];
        return string.Join('|', events.Text(row.UserId), events.Text(row.Ip), events.Text(row.Properties), events.Text(row.UtmCampaign),
            row.Country, row.City, row.Browser, row.Os, row.Device, row.TableVersions, row.Flags);
    }
}
