namespace Analytics.Ingestion.Decoding;

/// <summary>The names of one meaning, in order of precedence.</summary>
/// <param name="Word">0 for the envelope, 1 for the content.</param>
/// <param name="Mask">One bit a name.</param>
internal readonly record struct Group(int Word, ulong Mask)
{
    public static Group Type => Of(Field.EventTypeSnake, Field.TypeName);

    public static Group Id => Of(Field.Id, Field.InsertIdDollar);

    public static Group EventId => Of(Field.EventIdSnake, Field.EventIdCamel);

    public static Group Tenant => Of(Field.TenantIdSnake, Field.TenantIdCamel);

    public static Group User => Of(Field.UserIdSnake, Field.DistinctId);

    public static Group UserEmail => Of(Field.UserEmailCamel, Field.UserEmailSnake);

    public static Group Anonymous => Of(Field.AnonymousIdCamel, Field.AnonymousIdSnake);

    public static Group Session => Of(Field.SessionIdSnake, Field.SessionIdDollar);

    public static Group Time => Of(Field.Timestamp, Field.OccurredAtCamel);

    public static Group Created => Of(Field.CreatedAtSnake, Field.CreatedAtCamel);

    public static Group EventData => Of(Field.EventDataSnake, Field.EventDataCamel);

    public static Group Service => Of(Field.Service, Field.Service);

    public static Group Platform => Of(Field.Platform, Field.Platform);

    public static Group Entity => Of(Field.EntityIdCamel, Field.EntityIdSnake);

    public static Group Order => Of(Field.OrderIdSnake, Field.OrderIdCamel);

    public static Group Product => Of(Field.ProductIdSnake, Field.Sku);

    public static Group Registration => Of(Field.RegistrationIdCamel, Field.RegistrationIdSnake);

    public static Group TicketType => Of(Field.TicketTypeIdCamel, Field.TicketTypeIdSnake);

    public static Group Organization => Of(Field.OrganizationIdSnake, Field.OrgId);

    public static Group Amount => Of(Field.Amount, Field.Price);

    public static Group Total => Of(Field.Total, Field.Total);

    public static Group Currency => Of(Field.Currency, Field.Currency);

    public static Group Quantity => Of(Field.Quantity, Field.Quantity);

    public static Group PaymentMode => Of(Field.PaymentModeCamel, Field.PaymentMethodCamel);

    public static Group Url => Of(Field.Url, Field.Path);

    public static Group Referrer => Of(Field.Referrer, Field.Referer);

    public static Group Ip => Of(Field.Ip, Field.IpDollar);

    public static Group UserAgent => Of(Field.UserAgentSnake, Field.UserAgentCamel);

    public static Group UtmSource => Of(Field.UtmSource, Field.SourceName);

    public static Group UtmMedium => Of(Field.UtmMedium, Field.UtmMedium);

    public static Group UtmCampaign => Of(Field.UtmCampaign, Field.CampaignName);

    /// <summary>Everything that tells what an event is about.</summary>
    public static ulong Subject => Of(Field.EntityIdCamel, Field.OrgId).Mask;

    /// <summary>Everything that tells where an event came from.</summary>
    public static ulong Places => Of(Field.Url, Field.CampaignName).Mask;

    private static Group Of(Field first, Field last) =>
        new((int)first >> 6, (ulong.MaxValue << (int)first) & (ulong.MaxValue >> (63 - ((int)last & 63))));
}
