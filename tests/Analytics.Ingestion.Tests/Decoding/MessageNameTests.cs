using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>Events whose message says what they are: who wins, the name of the message or its body.</summary>
public sealed class MessageNameTests
{
    private static readonly (string, string) Key = ("assigned-type", "registration.created");

    [Fact]
    public void A_body_without_type_takes_the_name_of_its_message_and_its_time()
    {
        var read = OneEvent.Of("""{"eventId":"e-1","registrationId":"r-1","userId":"u"}""", Key, ("assigned-time", "2026-11-20T10:00:00.5Z"), ("assigned-id", "m-1"));
        Assert.Equal(("registration.completed", "m-1", "e-1", EventKind.RegistrationCompleted), (Symbols.Text(read.Row.Type), read.Text(read.Row.EventId), read.Text(read.Row.EntityId), read.Row.Kind));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0, 500), read.Time);
    }

    [Theory]
    [InlineData("""{"type":"vip"}""", "registration.created", "registration.completed")]
    [InlineData("""{"type":"page_view"}""", "tracking", "page_view")]
    [InlineData("""{"eventType":"checkin.completed"}""", "registration.created", "checkin.completed")]
    [InlineData("""{}""", "lamp.switched", "lamp.switched")]
    public void A_field_called_type_counts_only_where_the_message_has_no_name_of_ours(string body, string key, string type) =>
        Assert.Equal(type, Symbols.Text(OneEvent.Of(body, ("assigned-type", key)).Row.Type));

    [Fact]
    public void An_id_of_the_content_is_one_of_its_type_only()
    {
        string IdOf(string key) => OneEvent.Of("""{"id":"r-1"}""", ("assigned-type", key)) is var read ? read.Text(read.Row.EventId) : "";
        Assert.Equal(("registration.created|r-1", "registration.cancelled|r-1"), (IdOf("registration.created"), IdOf("registration.cancelled")));
        var enveloped = OneEvent.Of("""{"id":"r-1"}""", Key, ("assigned-id", "m-1"));
        Assert.Equal("m-1", enveloped.Text(enveloped.Row.EventId));
        Assert.Equal("r-1", enveloped.Properties.GetProperty("id").GetString());
    }

    [Fact]
    public void The_time_of_the_body_is_nearer_than_that_of_the_message()
    {
        var read = OneEvent.Of("""{"timestamp":"2026-11-20T08:00:00Z"}""", Key, ("assigned-time", "2026-11-20T10:00:00Z"));
        Assert.Equal(new DateTime(2026, 11, 20, 8, 0, 0), read.Time);
    }
}
