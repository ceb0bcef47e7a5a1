using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class AlignmentTests
{
    private static readonly string[] Texts = ["", "a", "é", "€", "😀", "\\n", "\\ud83d\\ude00", "\\\"", "\\\\"];

    [Fact]
    public void Text_reads_the_same_at_every_place_of_a_vector()
    {
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        var (records, events) = (new RecordBatch(), new EventBatch());
        foreach (var text in Texts)
            for (var before = 0; before < 64; before++)
                for (var offset = 0; offset < 64; offset += 7)
                {
                    var json = $$"""{"event_type":"x","note":"{{new string('n', before)}}{{text}}tail"}""";
                    var read = OneEvent.In(records, events, decoder, Encoding.UTF8.GetBytes(json), offset);
                    var expected = System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("note").GetString();
                    Assert.Equal(expected, read.Properties.GetProperty("note").GetString());
                }
    }

    [Fact]
    public void White_space_of_any_length_separates()
    {
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        for (var length = 0; length < 130; length++)
        {
            var space = string.Concat(Enumerable.Range(0, length).Select(i => " \t\r\n"[i % 4]));
            var json = $"{space}{{{space}\"event_type\"{space}:{space}\"x\"{space},{space}\"a\"{space}:{space}[{space}1{space},{space}2{space}]{space}}}{space}";
            Assert.Equal(2, OneEvent.With(decoder, Encoding.UTF8.GetBytes(json), 0).Properties.GetProperty("a").GetArrayLength());
        }
    }

    [Fact]
    public void Cut_anywhere_an_event_is_refused()
    {
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        var json = Encoding.UTF8.GetBytes("""{"event_type":"x","user_id":"u\n1","a":{"b":[1,-2.5e3,true,null,"é"]},"timestamp":"2026-01-01T00:00:00Z"}""");
        for (var length = 0; length < json.Length; length++) Assert.False(OneEvent.With(decoder, json[..length], length % 64).IsAccepted);
    }
}
