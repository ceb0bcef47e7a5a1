namespace Analytics.Ingestion.Decoding;

/// <summary>The spelling of the known fields.</summary>
internal static class FieldNames
{
    private static readonly (Field Field, string Name)[] Known =
    [
        (Field.EventTypeSnake, "event_type"), (Field.EventTypeCamel, "eventType"), (Field.EventName, "event"), (Field.TypeName, "type"),
        (Field.Id, "id"), (Field.Uuid, "uuid"), (Field.MessageIdCamel, "messageId"), (Field.MessageIdSnake, "message_id"),
        (Field.InsertIdCamel, "insertId"), (Field.InsertIdSnake, "insert_id"), (Field.InsertIdDollar, "$insert_id"),
        (Field.EventIdSnake, "event_id"), (Field.EventIdCamel, "eventId"),
        (Field.TenantIdSnake, "tenant_id"), (Field.TenantIdCamel, "tenantId"),
        (Field.UserIdSnake, "user_id"), (Field.UserIdCamel, "userId"), (Field.DistinctId, "distinct_id"),
        (Field.UserEmailCamel, "userEmail"), (Field.UserEmailSnake, "user_email"),
        (Field.AnonymousIdCamel, "anonymousId"), (Field.AnonymousIdSnake, "anonymous_id"),
        (Field.SessionIdSnake, "session_id"), (Field.SessionIdCamel, "sessionId"), (Field.SessionIdDollar, "$session_id"),
        (Field.Timestamp, "timestamp"), (Field.CreatedAtSnake, "created_at"), (Field.CreatedAtCamel, "createdAt"),
        (Field.OccurredAtSnake, "occurred_at"), (Field.OccurredAtCamel, "occurredAt"),
        (Field.Metadata, "metadata"), (Field.EventDataSnake, "event_data"), (Field.EventDataCamel, "eventData"),
        (Field.Properties, "properties"), (Field.Context, "context"), (Field.Service, "service"), (Field.Platform, "platform"),
        (Field.EntityIdCamel, "entityId"), (Field.EntityIdSnake, "entity_id"), (Field.OrderIdSnake, "order_id"), (Field.OrderIdCamel, "orderId"),
        (Field.ProductIdSnake, "product_id"), (Field.ProductIdCamel, "productId"), (Field.Sku, "sku"),
        (Field.RegistrationIdCamel, "registrationId"), (Field.RegistrationIdSnake, "registration_id"),
        (Field.TicketTypeIdCamel, "ticketTypeId"), (Field.TicketTypeIdSnake, "ticket_type_id"),
        (Field.OrganizationIdSnake, "organization_id"), (Field.OrganizationIdCamel, "organizationId"), (Field.OrgId, "orgId"),
        (Field.Amount, "amount"), (Field.Total, "total"), (Field.Revenue, "revenue"), (Field.Value, "value"), (Field.Price, "price"),
        (Field.Currency, "currency"), (Field.Quantity, "quantity"),
        (Field.PaymentModeCamel, "paymentMode"), (Field.PaymentModeSnake, "payment_mode"),
        (Field.PaymentMethodSnake, "payment_method"), (Field.PaymentMethodCamel, "paymentMethod"),
        (Field.Url, "url"), (Field.CurrentUrl, "$current_url"), (Field.Page, "page"), (Field.Path, "path"),
        (Field.Referrer, "referrer"), (Field.Referer, "referer"), (Field.Ip, "ip"), (Field.IpDollar, "$ip"),
        (Field.UserAgentSnake, "user_agent"), (Field.UserAgentCamel, "userAgent"),
        (Field.UtmSource, "utm_source"), (Field.SourceName, "source"), (Field.UtmMedium, "utm_medium"),
        (Field.UtmCampaign, "utm_campaign"), (Field.CampaignName, "campaign"),
    ];

    /// <summary>Finds a field by the bytes of its key.</summary>
    public static NameTable Table { get; } = new([.. Known.Select(k => (k.Name, (int)k.Field))]);

    /// <summary>Name of a known field.</summary>
    public static string Of(Field field) => Known.First(k => k.Field == field).Name;
}
