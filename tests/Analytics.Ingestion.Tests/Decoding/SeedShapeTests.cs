using Analytics.Ingestion.Decoding;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class SeedShapeTests
{
    [Fact]
    public void The_shops_event_as_documented_is_a_payment()
    {
        var read = OneEvent.Of("""
            {
            "eventType": "PAYMENT_SUCCESS",
            "service": "PAYMENT_SERVICE",
            "userEmail": "user@example.com",
            "entityId": "ORD123",
            "amount": 2499.00,
            "timestamp": "2026-01-21T11:45:00",
            "metadata": {
            "paymentMode": "UPI"
            }
            }
            """);
        Assert.Equal(EventShape.Shop, read.Row.Shape);
        Assert.Equal(EventKind.Payment, read.Row.Kind);
        Assert.Equal("PAYMENT_SUCCESS", Symbols.Text(read.Row.Type));
        Assert.Equal("PAYMENT_SERVICE", Symbols.Text(read.Row.Service));
        Assert.Equal("UPI", Symbols.Text(read.Row.PaymentMode));
        Assert.Equal("user@example.com", read.Text(read.Row.UserId));
        Assert.Equal("ORD123", read.Text(read.Row.EntityId));
        Assert.Equal(2_499_000_000, read.Row.AmountMicros);
        Assert.Equal(new DateTime(2026, 1, 21, 11, 45, 0, DateTimeKind.Utc), read.Time);
        Assert.Equal(EventFlags.HasAmount | EventFlags.ZoneAssumed | EventFlags.UserIsEmail, read.Row.Flags);
        Assert.Equal("UPI", read.Properties.GetProperty("paymentMode").GetString());
    }

    [Fact]
    public void The_eventflow_event_as_documented_puts_a_product_into_the_cart()
    {
        var read = OneEvent.Of("""
            {
              "user_id": "user_789",
              "session_id": "sess_xyz123",
              "event_type": "add_to_cart",
              "event_data": {"product_id": 123, "price": 199.99},
              "timestamp": "2024-03-15T10:30:00Z",
              "platform": "web",
              "url": "/products/123"
            }
            """);
        Assert.Equal(EventShape.Eventflow, read.Row.Shape);
        Assert.Equal(EventKind.AddToCart, read.Row.Kind);
        Assert.Equal("user_789", read.Text(read.Row.UserId));
        Assert.Equal("sess_xyz123", read.Text(read.Row.SessionId));
        Assert.Equal("123", read.Text(read.Row.ProductId));
        Assert.Equal(199_990_000, read.Row.AmountMicros);
        Assert.Equal("web", Symbols.Text(read.Row.Platform));
        Assert.Equal("/products/123", read.Text(read.Row.Url));
        Assert.Equal(EventFlags.HasAmount | EventFlags.Plain, read.Row.Flags);
    }

    [Fact]
    public void A_producer_of_the_log_may_name_the_tenant_in_any_shape_where_that_is_allowed_and_only_without_a_header()
    {
        var json = """{"tenant_id":"t16","user_id":"u-1","event_type":"search","event_data":{"q":"x"},"timestamp":"2026-01-05T00:00:00Z"}"""u8.ToArray();
        var allowed = new DecodingOptions { EventsNameTenant = true };
        var read = OneEvent.Of(allowed, json);
        Assert.Equal(EventShape.Eventflow, read.Row.Shape);
        Assert.Equal("t16", Symbols.Text(read.Row.Tenant));
        Assert.Equal("default", Symbols.Text(OneEvent.Of(allowed, """{"event_type":"search"}"""u8.ToArray()).Row.Tenant));
        Assert.Equal(RejectionReason.InvalidTenant, OneEvent.Of(allowed, json, ("tenant", "t17")).Rejection.Reason);
        Assert.Equal(RejectionReason.InvalidTenant, OneEvent.Of(new DecodingOptions(), json).Rejection.Reason);
    }

    [Theory]
    [InlineData("tenant_id", "event_type", "event_id", "user_id", "created_at")]
    [InlineData("tenantId", "eventType", "eventId", "userId", "createdAt")]
    public void A_ticketing_event_names_its_tenant_and_the_ticketed_event(string tenant, string type, string id, string user, string created)
    {
        var read = OneEvent.Of($$"""
            {"{{tenant}}":"org-1","{{type}}":"registration.created","{{id}}":"0b6d","{{user}}":"u-1",
             "properties":{"ticketTypeId":"vip","registrationId":"r-1","source":"newsletter"},"{{created}}":"2026-02-03T04:05:06+03:00"}
            """);
        Assert.Equal(EventShape.Ticketing, read.Row.Shape);
        Assert.Equal("org-1", Symbols.Text(read.Row.Tenant));
        Assert.Equal("registration.completed", Symbols.Text(read.Row.Type));
        Assert.Equal(EventKind.RegistrationCompleted, read.Row.Kind);
        Assert.Equal("0b6d", read.Text(read.Row.EntityId));
        Assert.Equal("0b6d", read.Text(read.Row.Scope));
        Assert.Equal("vip", read.Text(read.Row.ProductId));
        Assert.Equal("newsletter", read.Text(read.Row.UtmSource));
        Assert.Equal(UInt128.Zero, read.Row.Id);
        Assert.Equal(new DateTime(2026, 2, 3, 1, 5, 6, DateTimeKind.Utc), read.Time);
        Assert.Equal("r-1", read.Properties.GetProperty("registrationId").GetString());
    }

    [Fact]
    public void Event_id_is_the_events_own_id_outside_the_ticketing_shape()
    {
        const string Json = """{"event_type":"review","event_id":"e-9","user_id":"u","platform":"ios"}""";
        Assert.Equal("e-9", OneEvent.Of(Json) is var own ? own.Text(own.Row.EventId) : "");
        Assert.NotEqual(UInt128.Zero, OneEvent.Of(Json).Row.Id);
        var forced = OneEvent.Of(Json, ("shape", "ticketing"));
        Assert.Equal("e-9", forced.Text(forced.Row.Scope));
        Assert.Equal(UInt128.Zero, forced.Row.Id);
    }

    [Fact]
    public void A_segment_call_is_understood()
    {
        var read = OneEvent.Of("""
            {"type":"track","event":"purchase","messageId":"m-1","anonymousId":"anon","userId":"u-7","timestamp":"2026-01-01T00:00:00Z",
             "properties":{"order_id":"o-1","revenue":"12.50","currency":"eur"},
             "context":{"ip":"8.8.8.8","userAgent":"curl/8","page":{"url":"https://x/y","referrer":"https://z"},"campaign":{"name":"spring","source":"google","medium":"cpc"}}}
            """);
        Assert.Equal("u-7", read.Text(read.Row.UserId));
        Assert.Equal("m-1", read.Text(read.Row.EventId));
        Assert.Equal(EventKind.Purchase, read.Row.Kind);
        Assert.Equal(12_500_000, read.Row.AmountMicros);
        Assert.Equal("EUR", Symbols.Text(read.Row.Currency));
        Assert.Equal("8.8.8.8", read.Text(read.Row.Ip));
        Assert.Equal("https://x/y", read.Text(read.Row.Url));
        Assert.Equal(("google", "cpc", "spring"), (read.Text(read.Row.UtmSource), read.Text(read.Row.UtmMedium), read.Text(read.Row.UtmCampaign)));
        Assert.Equal("track", read.Properties.GetProperty("type").GetString());
        Assert.Equal("anon", read.Properties.GetProperty("anonymousId").GetString());
        Assert.Equal("spring", read.Properties.GetProperty("context").GetProperty("campaign").GetProperty("name").GetString());
    }

    [Fact]
    public void A_purchase_is_worth_its_total()
    {
        var read = OneEvent.Of("""{"event_type":"purchase","user_id":"u","event_data":{"price":1,"amount":2,"total":199.99,"order_id":789,"items":[1]}}""");
        Assert.Equal(199_990_000, read.Row.AmountMicros);
        Assert.Equal("789", read.Text(read.Row.EntityId));
    }

    [Theory]
    [InlineData("USER_REGISTERED", EventKind.UserRegistered)]
    [InlineData("signup", EventKind.UserRegistered)]
    [InlineData("order_placed", EventKind.OrderPlaced)]
    [InlineData("payment.completed", EventKind.Payment)]
    [InlineData("PAYMENT_SUCCEEDED", EventKind.Payment)]
    [InlineData("search_query", EventKind.Search)]
    [InlineData("Page_View", EventKind.PageView)]
    [InlineData("checkin.completed", EventKind.CheckinCompleted)]
    [InlineData("restock", EventKind.Restocked)]
    [InlineData("my_own", EventKind.Other)]
    public void Types_mean_what_their_names_say_in_any_case(string type, EventKind kind) =>
        Assert.Equal(kind, OneEvent.Of($$"""{"event_type":"{{type}}"}""").Row.Kind);

    [Fact]
    public void What_the_request_knows_is_used_when_the_event_does_not_say()
    {
        var read = OneEvent.Of("""{"event_type":"x"}""", ("tenant", "acme"), ("client-address", "1.2.3.4"), ("user-agent", "ua"), ("assigned-id", "a-1"));
        Assert.Equal("acme", Symbols.Text(read.Row.Tenant));
        Assert.Equal("1.2.3.4", read.Text(read.Row.Ip));
        Assert.Equal("ua", read.Text(read.Row.UserAgent));
        Assert.Equal("a-1", read.Text(read.Row.EventId));
        Assert.Equal(OneEvent.Now, read.Row.Timestamp);
        Assert.Equal(EventFlags.TimeAssumed | EventFlags.HasId | EventFlags.Plain, read.Row.Flags);
    }
}
