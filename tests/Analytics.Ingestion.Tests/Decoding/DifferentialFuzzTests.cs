using System.Text;
using System.Text.Json;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Xunit.Abstractions;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class DifferentialFuzzTests(ITestOutputHelper output)
{
    private const int Inputs = 200_000;

    private static readonly RejectionReason[] JsonReasons =
    [
        RejectionReason.MalformedJson, RejectionReason.InvalidUtf8, RejectionReason.LoneSurrogate, RejectionReason.TooDeep, RejectionReason.DuplicateKey,
        RejectionReason.TooManyFields, RejectionReason.NotAnObject,
    ];

    private static readonly string[] Taken =
    [
        "event_type", "eventType", "event", "user_id", "userEmail", "id", "timestamp", "platform", "url", "amount", "price", "total", "product_id", "currency", "quantity", "page",
        "campaign", "ip", "event_data", "properties", "metadata",
    ];

    [Fact]
    public void It_takes_what_the_frameworks_reader_takes_and_reads_the_same_values()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANALYTICS_SEED"), out var given) ? given : 20261121;
        output.WriteLine($"seed {seed}, {Inputs} inputs (ANALYTICS_SEED chooses another)");
        var random = new Random(seed);
        var json = new FuzzedJson(random);
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        RecordBatch records = new();
        EventBatch events = new();
        int taken = 0, rows = 0, personal = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = json.Next();
            using var expected = ReferenceJson.Read(bytes);
            var read = OneEvent.In(records, events, decoder, bytes, random.Next(64));
            var isJson = read.IsAccepted || !IsAboutJson(read.Rejection);
            if (isJson != expected is not null)
                Assert.Fail($"seed {seed}, input {i}: {Encoding.UTF8.GetString(bytes)}\n{(read.IsAccepted ? "taken" : read.Rejection)}");
            if (isJson) taken++;
            if (!read.IsAccepted) continue;
            rows++;
            var story = $"seed {seed}, input {i}: {Encoding.UTF8.GetString(bytes)}";
            Compare(expected!.RootElement, read, story);
            personal += PersonalReference.Check(read, bytes, story);
        }

        output.WriteLine($"{taken} were JSON, {rows} of them events, with {personal} personal values");
        Assert.InRange(taken, Inputs / 5, Inputs);
        Assert.InRange(rows, Inputs / 100, Inputs);
        Assert.InRange(personal, 100, Inputs);
    }

    private static bool IsAboutJson(Rejection rejection) =>
        JsonReasons.Contains(rejection.Reason) || (rejection.Detail.Contains(" at byte ", StringComparison.Ordinal) &&
        rejection.Reason is RejectionReason.ControlCharacter or RejectionReason.NumberOutOfRange or RejectionReason.InvalidValue);

    private static void Compare(JsonElement sent, OneEvent read, string story)
    {
        var kept = read.Properties;
        var container = sent.EnumerateObject().FirstOrDefault(m => m.Name is "event_data" or "properties" or "metadata" && m.Value.ValueKind == JsonValueKind.Object);
        if (container.Value.ValueKind == JsonValueKind.Object)
            foreach (var member in container.Value.EnumerateObject())
                Assert.True(kept.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(member.Value, value), story);
        foreach (var member in sent.EnumerateObject())
            if (!Taken.Contains(member.Name) && !(member.Name == "context" && member.Value.ValueKind == JsonValueKind.Null)) Assert.True(IsKept(kept, member), story);
        if (sent.TryGetProperty("user_id", out var user) && user.ValueKind == JsonValueKind.String && user.GetString() != "")
            Assert.True(user.GetString() == read.Text(read.Row.UserId), story);
        if (sent.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number) Assert.True(id.GetRawText() == read.Text(read.Row.EventId), story);
        if (sent.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String) Assert.True(url.GetString() is "" || url.GetString() == read.Text(read.Row.Url), story);
    }

    private static bool IsKept(JsonElement kept, JsonProperty member)
    {
        for (var name = member.Name; name.Length < member.Name.Length + 8; name = "$" + name)
            if (kept.TryGetProperty(name, out var value) && JsonElement.DeepEquals(member.Value, value)) return true;
        return false;
    }
}
