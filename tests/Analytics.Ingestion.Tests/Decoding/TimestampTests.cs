using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Ingestion.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("\"2026-01-21T11:45:00Z\"", "2026-01-21T11:45:00Z")]
    [InlineData("\"2026-01-21T11:45:00.123Z\"", "2026-01-21T11:45:00.123Z")]
    [InlineData("\"2026-01-21T11:45:00.1234567Z\"", "2026-01-21T11:45:00.123456Z")]
    [InlineData("\"2026-01-21T11:45:00.5+05:30\"", "2026-01-21T06:15:00.5Z")]
    [InlineData("\"2026-01-21T00:15:00-0930\"", "2026-01-21T09:45:00Z")]
    [InlineData("\"2026-01-21 11:45:00z\"", "2026-01-21T11:45:00Z")]
    [InlineData("\"2026-01-21T11:45\"", "2026-01-21T11:45:00Z")]
    [InlineData("\"2024-02-29\"", "2024-02-29T00:00:00Z")]
    [InlineData("\"2016-12-31T23:59:60Z\"", "2017-01-01T00:00:00Z")]
    [InlineData("\"2017-01-01T02:59:60+03:00\"", "2017-01-01T00:00:00Z")]
    [InlineData("1700000000", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000123", "2023-11-14T22:13:20.123Z")]
    [InlineData("1700000000123456", "2023-11-14T22:13:20.123456Z")]
    [InlineData("1700000000.25", "2023-11-14T22:13:20.25Z")]
    [InlineData("1.7e9", "2023-11-14T22:13:20Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("\"2026-01-21T11\\u003a45:00Z\"", "2026-01-21T11:45:00Z")]
    [InlineData("\"2026-11-21T09:04:59Z\"", "2026-11-21T09:04:59Z")]
    public void Times_are_read_exactly(string time, string expected) =>
        Assert.Equal(OneEvent.Micros(expected), OneEvent.Of($$"""{"event_type":"x","timestamp":{{time}}}""").Row.Timestamp);

    [Theory]
    [InlineData("\"2026-02-29T00:00:00Z\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("\"2026-00-01T00:00:00Z\"")]
    [InlineData("\"2026-01-21T24:00:00Z\"")]
    [InlineData("\"2026-01-21T11:60:00Z\"")]
    [InlineData("\"2026-01-21T11:45:61Z\"")]
    [InlineData("\"2026-01-21T11:45:60Z\"")]
    [InlineData("\"2026-01-21T11:45:00+24:00\"")]
    [InlineData("\"2026-01-21T11:45:00+05:60\"")]
    [InlineData("\"2026-01-21T11:45:00+5:30\"")]
    [InlineData("\"2026-01-21T11:45:00.Z\"")]
    [InlineData("\"2026-01-21T11:45:00 Z\"")]
    [InlineData("\"2026-01-21T11:45:00Zulu\"")]
    [InlineData("\"2026-W04-3\"")]
    [InlineData("\"26-01-21T11:45:00Z\"")]
    [InlineData("\"\"")]
    [InlineData("\"1700000000\"")]
    [InlineData("17000000001234567890")]
    [InlineData("1700000000.1234567")]
    public void What_is_no_time_is_refused(string time) =>
        Assert.Equal(RejectionReason.InvalidTimestamp, OneEvent.Of($$"""{"event_type":"x","timestamp":{{time}}}""").Rejection.Reason);

    [Theory]
    [InlineData("\"0000-01-01T00:00:00Z\"", RejectionReason.TimestampTooOld)]
    [InlineData("\"0001-01-01T00:00:00\"", RejectionReason.TimestampTooOld)]
    [InlineData("-1", RejectionReason.TimestampTooOld)]
    [InlineData("\"9999-12-31T23:59:59.999999Z\"", RejectionReason.TimestampInFuture)]
    [InlineData("\"9999-12-31T23:59:59-23:59\"", RejectionReason.TimestampInFuture)]
    [InlineData("\"2026-11-21T09:05:01Z\"", RejectionReason.TimestampInFuture)]
    public void Times_far_off_are_refused(string time, RejectionReason reason) =>
        Assert.Equal(reason, OneEvent.Of($$"""{"event_type":"x","timestamp":{{time}}}""").Rejection.Reason);

    [Theory]
    [InlineData("berlin", "2026-01-21T11:45:00", "2026-01-21T10:45:00Z")]
    [InlineData("berlin", "2026-07-21T11:45:00", "2026-07-21T09:45:00Z")]
    [InlineData("berlin", "2026-07-21", "2026-07-20T22:00:00Z")]
    [InlineData("berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    [InlineData("berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("lord-howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z")]
    public void Local_times_follow_the_tenants_clock(string tenant, string local, string utc)
    {
        var read = OneEvent.Of($$"""{"event_type":"x","timestamp":"{{local}}"}""", ("tenant", tenant));
        Assert.Equal(OneEvent.Micros(utc), read.Row.Timestamp);
        Assert.Equal(EventFlags.ZoneAssumed, read.Row.Flags & EventFlags.ZoneAssumed);
    }

    [Fact]
    public void A_time_on_the_day_of_the_one_before_is_read_as_if_it_were_the_first()
    {
        var decoder = new EventDecoder(new DecodingOptions(), new FixedTenants(), OneEvent.Seed);
        var text = "2026-01-21T11:45:07.123Z".ToCharArray();
        foreach (var (place, other) in from place in Enumerable.Range(0, text.Length) from other in "0123456789:.-+/;TtZz a" select (place, other))
        {
            var (right, changed) = (text[place], text);
            changed[place] = other;
            var json = Encoding.ASCII.GetBytes($$"""{"event_type":"x","timestamp":"{{new string(changed)}}"}""");
            changed[place] = right;
            OneEvent.With(decoder, """{"event_type":"x","timestamp":"2026-01-21"}"""u8.ToArray(), 0);
            var (first, later) = (OneEvent.Of(json), OneEvent.With(decoder, json, 0));
            Assert.Equal(first.IsAccepted, later.IsAccepted);
            if (!first.IsAccepted) Assert.Equal(first.Rejection, later.Rejection);
            else Assert.Equal((first.Row.Timestamp, first.Row.Flags), (later.Row.Timestamp, later.Row.Flags));
        }
    }

    [Theory]
    [InlineData("\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0T11:45:07.123Z")]
    public unsafe void Zeros_are_no_day_although_a_reader_begins_without_one(string text)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text)) Assert.False(new TimeText().TryRead(bytes, text.Length, out _, out _));
    }

    [Fact]
    public void Every_hour_of_a_year_of_local_time_is_what_the_zone_says()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        for (var local = new DateTime(2025, 1, 1); local.Year == 2025; local = local.AddHours(1))
        {
            if (zone.IsInvalidTime(local) || zone.IsAmbiguousTime(local)) continue;
            var read = OneEvent.Of($$"""{"event_type":"x","timestamp":"{{local:yyyy-MM-dd'T'HH:mm:ss}}"}""", ("tenant", "berlin"));
            Assert.Equal(TimeZoneInfo.ConvertTimeToUtc(local, zone), read.Time);
        }
    }
}
