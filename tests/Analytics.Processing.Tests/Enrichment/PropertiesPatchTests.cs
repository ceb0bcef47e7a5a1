using System.Text;
using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment.Masking;

namespace Analytics.Processing.Tests.Enrichment;

public class PropertiesPatchTests
{
    private static readonly string[] Names = ["ip", "Client-IP", "email", "phone", "user_agent", "product_id", "position", "name", "note", "", "a_long_name_of_no_person", "e_mail_address____________"];

    private static readonly string[] Values =
        ["\"203.0.113.77\"", "\"2001:db8::1\"", "\"none\"", "5550100", "-1.5e3", "null", "true", "\"\"", "\":,\"", "{}", "[1,\"x:y\"]", "{\"tel\":12,\"deep\":{\"ip\":\"10.1.2.3\"}}", "\"a@b.co\"", "\"a\\\"b\"", "\"a\\u0040b.co\""];

    [Theory]
    [InlineData(MaskingAction.Hash)]
    [InlineData(MaskingAction.Truncate)]
    [InlineData(MaskingAction.Drop)]
    [InlineData(MaskingAction.Keep)]
    public void It_does_what_the_whole_reader_does_or_leaves_it_to_it(MaskingAction action)
    {
        var values = new PersonalValues(new PersonalHashes(EventsInMemory.Secret, 1000, 1));
        values.Use(1, new TenantSettings { Email = action, Ip = action, Personal = action });
        var (patch, reader, random, done) = (new PropertiesPatch(values), new PropertiesMask(values), new Random(5), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var json = Encoding.UTF8.GetBytes(Object(random, i % 3 == 0 ? " " : "", i % 2 == 0 ? 10 : Values.Length));
            var (patched, read) = (new ByteText(), new ByteText());
            var found = Find(json, offset: 100);
            if (!patch.TryAppend(patched, json, 100, found, action != MaskingAction.Keep && PropertiesMask.MayHoldEmail(json))) continue;
            done++;
            reader.Append(read, json);
            var actual = patched.Length == 0 ? json : patched.Written;
            Assert.Equal(Compact(read.Written), Compact(actual));
        }

        Assert.InRange(done, action == MaskingAction.Drop ? 0 : 1000, 20_000);
    }

    // As the decoder lists them; an object with one that has no place in the list has none.
    private static PersonalValue[] Find(byte[] json, int offset)
    {
        List<PersonalValue> found = [];
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || PersonalNames.Classify(reader.ValueSpan) is var kind && kind == PersonalKind.None) continue;
            reader.Read();
            if (reader.TokenType is JsonTokenType.Null or JsonTokenType.True) continue;
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueIsEscaped) return [];
            var start = (int)reader.TokenStartIndex;
            found.Add(new PersonalValue(offset + start, (int)reader.BytesConsumed - start, kind));
        }

        return [.. found];
    }

    private static string Object(Random random, string space, int kinds)
    {
        var members = Enumerable.Range(0, random.Next(9)).Select(_ => $"\"{Names[random.Next(Names.Length)]}\":{space}{Values[random.Next(kinds)]}");
        return "{" + string.Join("," + space, members) + "}";
    }

    private static string Compact(ReadOnlySpan<byte> json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));
}
