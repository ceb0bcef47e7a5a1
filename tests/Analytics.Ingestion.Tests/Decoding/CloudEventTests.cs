using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>CloudEvents in both modes, as records hold them: who wins, what is kept, what is refused.</summary>
public sealed class CloudEventTests
{
    private const string Attributes = "\"specversion\":\"1.0\",\"id\":\"A-1\",\"source\":\"/shop\",\"type\":\"com.acme.order.placed\"";
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly (string, string) Structured = ("content-type", "application/cloudevents+json; charset=UTF-8");

    [Fact]
    public void Content_takes_type_id_time_and_subject_of_its_envelope()
    {
        var read = Envelope("""
            "time":"2026-11-20T10:00:00Z","subject":"O-9","traceparent":"00-ab","sampled":7,"datacontenttype":"application/json",
            "data":{"id":5,"type":"big","created_at":"2020-01-01T00:00:00Z","user_id":"ann","amount":"12.5"}
            """);
        Assert.Equal(
            ("com.acme.order.placed", "/shop|A-1", "O-9", "ann", 12_500_000L),
            (Symbols.Text(read.Row.Type), read.Text(read.Row.EventId), read.Text(read.Row.EntityId), read.Text(read.Row.UserId), read.Row.AmountMicros));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0), read.Time);
        Assert.Equal("""{"type":"big","id":5,"created_at":"2020-01-01T00:00:00Z","ce_source":"/shop","ce_traceparent":"00-ab","ce_sampled":7}""", Json(read));
    }

    [Fact]
    public void Data_that_is_an_event_wins_and_the_envelope_fills_what_it_leaves_open()
    {
        var read = Envelope("""
            "time":"2026-11-20T10:00:00Z","subject":"O-9",
            "data":{"event_type":"page_view","id":"e-1","timestamp":"2026-11-19T08:00:00Z","entity_id":"x","event_data":{"a":1}}
            """);
        Assert.Equal(("page_view", "e-1", "x"), (Symbols.Text(read.Row.Type), read.Text(read.Row.EventId), read.Text(read.Row.EntityId)));
        Assert.Equal(new DateTime(2026, 11, 19, 8, 0, 0), read.Time);
        Assert.Equal("""{"a":1,"ce_id":"A-1","ce_source":"/shop","ce_type":"com.acme.order.placed","ce_time":"2026-11-20T10:00:00Z","ce_subject":"O-9"}""", Json(read));
        var open = Envelope("\"time\":\"2026-11-20T10:00:00Z\",\"subject\":\"O-9\",\"data\":{\"event_type\":\"page_view\"}");
        Assert.Equal(("page_view", "/shop|A-1", "O-9"), (Symbols.Text(open.Row.Type), open.Text(open.Row.EventId), open.Text(open.Row.EntityId)));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0), open.Time);
    }

    [Theory]
    [InlineData("\"data\":[1,{\"a\":2}]", "\"data\":[1,{\"a\":2}],")]
    [InlineData("\"data\":\"<xml/>\",\"datacontenttype\":\"text/xml\"", "\"data\":\"<xml/>\",")]
    [InlineData("\"data\":null", "\"data\":null,")]
    [InlineData("\"data_base64\":\"AQID\"", "\"data_base64\":\"AQID\",")]
    [InlineData("\"data\":{}", "")]
    [InlineData("\"subject\":null", "")]
    public void Data_of_any_kind_is_kept(string members, string kept) =>
        Assert.Equal("{" + kept + "\"ce_source\":\"/shop\"}", Json(Envelope(members)));

    [Fact]
    public void Attributes_never_share_a_name_with_what_the_data_has()
    {
        var read = Envelope("""  "data":{"ce_source":1,"\u0063e_traceparent":2,"email":3},"traceparent":"t","email":"a@b.test" """);
        Assert.Equal("""{"ce_source":1,"ce_traceparent":2,"email":3,"$ce_source":"/shop","$ce_traceparent":"t","$email":"a@b.test"}""", Json(read));
        Assert.True(read.Row.Flags.HasFlag(EventFlags.PersonalProperties));
        var inside = Envelope("\"data\":{\"properties\":{\"ce_source\":1},\"ce_source\":2}");
        Assert.Equal("""{"ce_source":1,"$ce_source":2,"$$ce_source":"/shop"}""", Json(inside));
    }

    [Fact]
    public void Headers_are_the_attributes_of_binary_mode()
    {
        var read = OneEvent.Of("""{"user_id":"ann","n":1}""", ("ce_specversion", "1.0"), ("ce_id", "7"), ("ce_source", "urn:a"), ("ce_type", "seen"),
            ("ce_time", "2026-11-20T12:00:00+02:00"), ("ce_team", "Ünï\"x"), ("content-type", "application/json"), ("tenant", "acme"), ("user-agent", "c/1"));
        Assert.Equal(
            ("seen", "urn:a|7", "ann", "acme", "c/1"),
            (Symbols.Text(read.Row.Type), read.Text(read.Row.EventId), read.Text(read.Row.UserId), Symbols.Text(read.Row.Tenant), read.Text(read.Row.UserAgent)));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0), read.Time);
        Assert.Equal("""{"n":1,"ce_source":"urn:a","ce_team":"Ünï\"x"}""", Json(read));
        Assert.Equal("""{"ce_source":"urn:a"}""", Json(OneEvent.Of("", ("ce_specversion", "1.0"), ("ce_id", "7"), ("ce_source", "urn:a"), ("ce_type", "seen"))));
    }

    [Fact]
    public void Equal_ids_of_two_sources_are_two_events()
    {
        var first = Envelope("\"data\":{}");
        var second = OneEvent.Of("{\"specversion\":\"1.0\",\"id\":\"A-1\",\"source\":\"/other\",\"type\":\"t\"}", Structured);
        Assert.NotEqual(first.Row.Id, second.Row.Id);
        Assert.Equal(first.Row.Id, Envelope("\"data\":{\"other\":1}").Row.Id);
    }

    [Theory]
    [InlineData("{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.MissingField, "specversion")]
    [InlineData("{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.InvalidValue, "specversion")]
    [InlineData("{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.MissingField, "id")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.InvalidValue, "id")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":5,\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.WrongType, "id")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}", RejectionReason.MissingField, "source")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":null,\"type\":\"t\"}", RejectionReason.MissingField, "source")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}", RejectionReason.MissingField, "type")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.DuplicateKey, "id")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"a\\u0000\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.ControlCharacter, "id")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"a\\ud800\",\"source\":\"/s\",\"type\":\"t\"}", RejectionReason.LoneSurrogate, "id")]
    [InlineData("{" + Attributes + ",\"time\":\"yesterday\"}", RejectionReason.InvalidTimestamp, "time")]
    [InlineData("{" + Attributes + ",\"time\":\"2999-01-01T00:00:00Z\"}", RejectionReason.TimestampInFuture, "time")]
    [InlineData("{" + Attributes + ",\"time\":5}", RejectionReason.WrongType, "time")]
    [InlineData("{" + Attributes + ",\"more\":{\"a\":1}}", RejectionReason.WrongType, "more")]
    [InlineData("{" + Attributes + ",\"more\":1.5}", RejectionReason.NumberOutOfRange, "more")]
    [InlineData("{" + Attributes + ",\"a b\":\"x\"}", RejectionReason.InvalidValue, "")]
    [InlineData("{" + Attributes + ",\"data\":{\"a\":1},\"data_base64\":\"AQ==\"}", RejectionReason.InvalidValue, "data_base64")]
    [InlineData("{" + Attributes + ",\"data\":{\"a\":1,\"a\":2}}", RejectionReason.DuplicateKey, "a")]
    [InlineData("{" + Attributes + ",\"data\":{\"a\":\"\\ud800\"}}", RejectionReason.LoneSurrogate, "a")]
    [InlineData("{" + Attributes + ",\"data\":{\"a\":1e999}}", RejectionReason.NumberOutOfRange, "a")]
    [InlineData("{" + Attributes + ",\"data\":{", RejectionReason.MalformedJson, "")]
    [InlineData("{" + Attributes + "} x", RejectionReason.MalformedJson, "")]
    [InlineData("[]", RejectionReason.NotAnObject, "")]
    [InlineData("", RejectionReason.MalformedJson, "")]
    public void What_the_standard_does_not_allow_is_refused_by_name(string json, RejectionReason reason, string field)
    {
        var refused = OneEvent.Of(json, Structured).Rejection;
        Assert.Equal((reason, field), (refused.Reason, refused.Field));
    }

    [Theory]
    [InlineData("content-type", "application/cloudevents+avro", RejectionReason.InvalidValue, "content-type")]
    [InlineData("ce_id", "1", RejectionReason.MissingField, "specversion")]
    public void Headers_that_are_no_whole_cloud_event_are_refused_by_name(string name, string value, RejectionReason reason, string field)
    {
        var refused = OneEvent.Of("{\"event_type\":\"x\"}", (name, value)).Rejection;
        Assert.Equal((reason, field), (refused.Reason, refused.Field));
    }

    [Fact]
    public void Among_other_records_each_one_is_read_in_its_place()
    {
        var records = new RecordBatch();
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var isCloud = random.Next(3) == 0;
            var headers = isCloud ? Header("content-type", "application/cloudevents+json") : random.Next(2) == 0 ? Header("tenant", "acme") : [];
            var headerSlice = records.Append(headers);
            var value = records.Append(Encoding.UTF8.GetBytes(isCloud
                ? $$$"""{"specversion":"1.0","id":"{{{i}}}","source":"s","type":"t{{{i}}}","data":{"user_id":"u{{{(i % 10 == 0 ? "\\t" : "")}}}","note":"a\n"}}"""
                : $$"""{"id":"{{i}}","event_type":"t{{i}}","note":"a\n{{i}}"}"""));
            ref var record = ref records.Add();
            (record.Headers, record.Value, record.ReceivedAt) = (headerSlice, value, OneEvent.Now);
        }

        var events = new EventBatch();
        var rejections = new List<Rejection>();
        new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed).Decode(records, events, rejections);
        var read = new List<int>();
        foreach (ref var row in events.Rows)
        {
            read.Add(row.Record);
            Assert.Equal("t" + row.Record, Symbols.Text(row.Type));
            Assert.EndsWith(row.Record.ToString(System.Globalization.CultureInfo.InvariantCulture), events.Text(row.EventId), StringComparison.Ordinal);
        }

        // A tab inside a user's name refuses that event, and no other.
        Assert.Equal(Enumerable.Range(0, 300), read.Concat(rejections.Select(r => r.Record)).Order());
        Assert.True(read.SequenceEqual(read.Order()));
        Assert.All(rejections, r => Assert.Equal((RejectionReason.ControlCharacter, "user_id"), (r.Reason, r.Field)));
    }

    private static OneEvent Envelope(string members) => OneEvent.Of("{" + Attributes + "," + members.Trim() + "}", Structured);

    private static string Json(OneEvent read) => JsonSerializer.Serialize(read.Properties, Unescaped);

    private static byte[] Header(string name, string value)
    {
        var header = new byte[RecordHeaders.SizeOf(name.Length, value.Length)];
        RecordHeaders.Write(header, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        return header;
    }
}
