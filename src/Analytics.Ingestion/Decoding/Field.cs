namespace Analytics.Ingestion.Decoding;

/// <summary>
/// The known field names, one value a name. Below 64 stand the fields of the envelope, known at the top level only; from 64 on the fields of
/// the content, known in the property object too. Names of one meaning stand together; the first one present is the one that counts.
/// </summary>
internal enum Field
{
    Unknown = -1,

    EventTypeSnake = 0, EventTypeCamel, EventName, TypeName,
    Id, Uuid, MessageIdCamel, MessageIdSnake, InsertIdCamel, InsertIdSnake, InsertIdDollar,
    EventIdSnake, EventIdCamel,
    TenantIdSnake, TenantIdCamel,
    UserIdSnake, UserIdCamel, DistinctId,
    UserEmailCamel, UserEmailSnake,
    AnonymousIdCamel, AnonymousIdSnake,
    SessionIdSnake, SessionIdCamel, SessionIdDollar,
    Timestamp, CreatedAtSnake, CreatedAtCamel, OccurredAtSnake, OccurredAtCamel,
    Metadata, EventDataSnake, EventDataCamel, Properties, Context,
    Service, Platform,

    EntityIdCamel = 64, EntityIdSnake,
    OrderIdSnake, OrderIdCamel,
    ProductIdSnake, ProductIdCamel, Sku,
    RegistrationIdCamel, RegistrationIdSnake,
    TicketTypeIdCamel, TicketTypeIdSnake,
    OrganizationIdSnake, OrganizationIdCamel, OrgId,
    Amount, Total, Revenue, Value, Price,
    Currency, Quantity,
    PaymentModeCamel, PaymentModeSnake, PaymentMethodSnake, PaymentMethodCamel,
    Url, CurrentUrl, Page, Path,
    Referrer, Referer,
    Ip, IpDollar,
    UserAgentSnake, UserAgentCamel,
    UtmSource, SourceName, UtmMedium, UtmCampaign, CampaignName,
}
