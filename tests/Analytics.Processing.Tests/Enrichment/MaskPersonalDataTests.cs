using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class MaskPersonalDataTests
{
    private const string Canary = "canary.bird+7@mail.example.org";

    public static TheoryData<MaskingAction> Actions => [MaskingAction.Hash, MaskingAction.Truncate, MaskingAction.Drop];

    [Theory]
    [MemberData(nameof(Actions))]
    public void No_canary_is_left_in_any_slice(MaskingAction action)
    {
        var events = Filled(new TenantSettings { Email = action, Ip = action, Personal = action });
        var before = events.Batch.Rows[0];

        Apply(events);

        var after = events.Batch.Rows[0];
        foreach (var (name, text) in Slices(events, after))
        {
            foreach (var canary in new[] { "canary", "Canary", "203.0.113.77", "5550100", "s3cret", "Birdie" })
                Assert.False(text.Contains(canary, StringComparison.Ordinal), $"{name}: {text}");
        }

        Assert.Equal((before.UserHash, before.KeyHash, before.Id), (after.UserHash, after.KeyHash, after.Id));
        using var json = JsonDocument.Parse(events.Text(after.Properties));
        Assert.Equal(12.5, json.RootElement.GetProperty("price").GetDouble());
        Assert.Equal("a\"b", json.RootElement.GetProperty("note").GetString());
    }

    [Fact]
    public void Keep_changes_nothing()
    {
        var events = Filled(new TenantSettings { Email = MaskingAction.Keep, Ip = MaskingAction.Keep, Personal = MaskingAction.Keep });
        var before = Slices(events, events.Batch.Rows[0]).ToList();
        Apply(events);
        Assert.Equal(before, Slices(events, events.Batch.Rows[0]));
    }

    [Fact]
    public void A_hash_is_the_first_half_of_the_tenants_keyed_mac_and_joins_within_the_tenant_only()
    {
        var events = new EventsInMemory();
        foreach (var tenant in new[] { "shop", "shop", "other" })
        {
            ref var row = ref events.Add(tenant);
            row.UserId = events.Slice("ann@x.org");
            row.Flags = EventFlags.UserIsEmail;
        }

        Apply(events);

        var key = HMACSHA256.HashData(EventsInMemory.Secret, "mask/1\0shop"u8.ToArray());
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, "ann@x.org"u8)[..16]);
        var users = events.Batch.Rows.ToArray().Select(row => events.Text(row.UserId)).ToList();
        Assert.Equal([expected, expected], users[..2]);
        Assert.NotEqual(expected, users[2]);
    }

    [Theory]
    [InlineData("{\"Email\":\"a@b.co\",\"n\":1}", MaskingAction.Truncate, "{\"Email\":\"@b.co\",\"n\":1}")]
    [InlineData("{\"n\":[1, {\"phone\":5, \"k\" : true}]}", MaskingAction.Drop, "{\"n\":[1,{\"k\":true}]}")]
    [InlineData("{\"e\\u006dail\":\"a\\u0040b.co\"}", MaskingAction.Drop, "{}")]
    [InlineData("{\"address\":{\"street\":\"x\"},\"z\":null,\"name\":null}", MaskingAction.Drop, "{\"z\":null,\"name\":null}")]
    [InlineData("{\"ip\":\"10.1.2.3\",\"to\":\"mail a@b.co, now\"}", MaskingAction.Truncate, "{\"ip\":\"10.1.2.0\",\"to\":\"mail @b.co, now\"}")]
    [InlineData("{\"a@b.co\":{\"x\":[]}}", MaskingAction.Truncate, "{\"@b.co\":{\"x\":[]}}")]
    public void Properties_are_rewritten_as_valid_JSON(string json, MaskingAction action, string expected)
    {
        var events = new EventsInMemory { Policy = new TenantSettings { Email = action, Ip = action, Personal = action } };
        ref var row = ref events.Add();
        row.Properties = events.Slice(json);
        row.Flags = EventFlags.PersonalProperties;

        Apply(events);

        Assert.Equal(expected, events.Text(events.Batch.Rows[0].Properties));
    }

    [Theory]
    [InlineData("https://u:p@x.org/a?q=1&email=a%40b.co&z=2#t", "https://x.org/a?q=1&z=2#t")]
    [InlineData("/r?next=https%3A%2F%2Fx%2F%3Femail%3Da%2540b.co&ok=1", "/r?next=&ok=1")]
    [InlineData("/unsubscribe/a@b.co/now", "/unsubscribe//now")]
    [InlineData("/p?e%6Dail=x", "/p?")]
    [InlineData("/p#token=abc&x=1", "/p#x=1")]
    [InlineData("/p?utm_source=a&name2=b&x=100%", "/p?utm_source=a&name2=b&x=100%")]
    public void Urls_lose_their_personal_parts_and_keep_the_rest(string url, string expected)
    {
        var events = new EventsInMemory { Policy = new TenantSettings { Email = MaskingAction.Drop, Personal = MaskingAction.Drop } };
        ref var row = ref events.Add();
        row.Url = row.Referrer = events.Slice(url);

        Apply(events);

        Assert.Equal((expected, expected), (events.Text(events.Batch.Rows[0].Url), events.Text(events.Batch.Rows[0].Referrer)));
    }

    private static EventsInMemory Filled(TenantSettings policy)
    {
        var events = new EventsInMemory { Policy = policy };
        ref var row = ref events.Add();
        (row.UserHash, row.KeyHash, row.Id) = (1, 2, 3);
        row.Flags = EventFlags.PersonalProperties | EventFlags.UserIsEmail;
        row.UserId = row.EntityId = row.SessionId = row.EventId = row.Scope = row.ProductId = row.UtmSource = events.Slice(Canary);
        row.UtmCampaign = events.Slice($"to {Canary}!");
        row.UserAgent = events.Slice($"Mozilla/5.0 ({Canary})");
        row.Ip = events.Slice("203.0.113.77");
        row.Url = events.Slice($"https://canary:s3cret@x/{Canary}/?e-mail={Uri.EscapeDataString(Canary)}&q=1&back={Uri.EscapeDataString("/?user=1&phone=5550100")}");
        row.Referrer = events.Slice($"https://x/?q={Uri.EscapeDataString(Uri.EscapeDataString(Canary))}#name=Birdie&a=b");
        row.Properties = events.Slice($$"""
            {"email":"{{Canary}}","price":12.5,"note":"a\"b","deep":[{"User_Name":"Canary Bird","more":{"phone":5550100,"text":"write to {{Canary}} soon"} }],
             "address":{"street":"Canary Row","no":["Birdie",1]},"client_ip":"203.0.113.77","escaped":"x canary\u0040mail.example.org","{{Canary}}":"key"}
            """);
        return events;
    }

    private static void Apply(EventsInMemory events) => new MaskPersonalData(events, EventsInMemory.Secret, 100, 1).Apply(events.Batch, events.Batch.Rows);

    private static IEnumerable<(string Name, string Text)> Slices(EventsInMemory events, EventRow row) =>
        typeof(EventRow).GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Where(field => field.FieldType == typeof(Utf8Slice))
            .Select(field => (field.Name, events.Text((Utf8Slice)field.GetValue(row)!)));
}
