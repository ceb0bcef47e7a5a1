using System.Runtime.InteropServices;

namespace Analytics.Contracts.Events;

/// <summary>
/// One canonical event: every input shape maps onto it without loss. Text is a slice of the batch's buffer; text of few
/// distinct values is a symbol (see <see cref="Symbols"/>; 0 is "absent"). A mutable struct in an array, passed by reference.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct EventRow
{
    /// <summary>Position in the log partition that the batch was read from; -1 before the log has it.</summary>
    public long Offset;

    /// <summary>When it happened: microseconds since 1970-01-01T00:00:00Z.</summary>
    public long Timestamp;

    /// <summary>When the node received it: microseconds since 1970-01-01T00:00:00Z. Taken from the log, never from a clock.</summary>
    public long ReceivedAt;

    /// <summary>Hash of tenant, shape and event id; 0 when the event has none. What duplicates are found by.</summary>
    public UInt128 Id;

    /// <summary>Seeded hash of tenant and entity key (user, else session, else the event itself; SKU for inventory). Decides the partition.</summary>
    public ulong KeyHash;

    /// <summary>Seeded hash of tenant and user id; 0 when the event names no user.</summary>
    public ulong UserHash;

    /// <summary>Index of the record in <see cref="EventBatch.Records"/>.</summary>
    public int Record;

    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>Symbol of the canonical event type (aliases resolved).</summary>
    public int Type;

    /// <summary>Symbol of the service that sent it.</summary>
    public int Service;

    /// <summary>Symbol of the payment mode.</summary>
    public int PaymentMode;

    /// <summary>Symbol of the platform (web, ios, android …).</summary>
    public int Platform;

    /// <summary>Symbol of the ISO 4217 currency code; 0 means the tenant's currency.</summary>
    public int Currency;

    /// <summary>Meaning of the type.</summary>
    public EventKind Kind;

    /// <summary>Input shape that was recognised or forced.</summary>
    public Decoding.EventShape Shape;

    /// <summary>See <see cref="EventFlags"/>.</summary>
    public EventFlags Flags;

    /// <summary>Amount in millionths of the currency unit, exact; meaningful with <see cref="EventFlags.HasAmount"/>.</summary>
    public long AmountMicros;

    /// <summary>Quantity (stock moved, items bought); 0 when absent.</summary>
    public long Quantity;

    /// <summary>The event's own id as sent.</summary>
    public Utf8Slice EventId;

    /// <summary>User id, or e-mail address with <see cref="EventFlags.UserIsEmail"/>, as sent; masked by enrichment.</summary>
    public Utf8Slice UserId;

    /// <summary>Session id as sent by the client.</summary>
    public Utf8Slice SessionId;

    /// <summary>The thing it is about: order id, product id, ticketed event id, SKU.</summary>
    public Utf8Slice EntityId;

    /// <summary>Product id or SKU, when there is one.</summary>
    public Utf8Slice ProductId;

    /// <summary>Organisation or ticketed-event scope of the ticketing shape.</summary>
    public Utf8Slice Scope;

    /// <summary>Page address as sent.</summary>
    public Utf8Slice Url;

    /// <summary>Referring page.</summary>
    public Utf8Slice Referrer;

    /// <summary>Client address in text; masked by enrichment.</summary>
    public Utf8Slice Ip;

    /// <summary>User agent header or field.</summary>
    public Utf8Slice UserAgent;

    /// <summary>Campaign source, medium and name (<c>utm_source</c>, <c>utm_medium</c>, <c>utm_campaign</c>).</summary>
    public Utf8Slice UtmSource;

    /// <summary><c>utm_medium</c>.</summary>
    public Utf8Slice UtmMedium;

    /// <summary><c>utm_campaign</c>.</summary>
    public Utf8Slice UtmCampaign;

    /// <summary>All other fields as one JSON object, unknown fields included; empty when there are none.</summary>
    public Utf8Slice Properties;

    /// <summary>Symbol of the ISO 3166-1 alpha-2 country of the address.</summary>
    public int Country;

    /// <summary>Symbol of the city of the address.</summary>
    public int City;

    /// <summary>Latitude of the address in ten-thousandths of a degree; meaningful with <see cref="EventFlags.HasPlace"/>.</summary>
    public int LatitudeE4;

    /// <summary>Longitude of the address in ten-thousandths of a degree; meaningful with <see cref="EventFlags.HasPlace"/>.</summary>
    public int LongitudeE4;

    /// <summary>Symbol of the device family.</summary>
    public int Device;

    /// <summary>Symbol of the browser family.</summary>
    public int Browser;

    /// <summary>Symbol of the operating system family.</summary>
    public int Os;

    /// <summary>Symbol of the user's tier from the reference tables.</summary>
    public int Tier;

    /// <summary>Symbol of the product's category from the reference tables.</summary>
    public int Category;

    /// <summary>Symbol of the versions of the tables that enriched this event, for example <c>geo=2026-11;ua=0.18;ref=42</c>.</summary>
    public int TableVersions;

    /// <summary>The first of its values with personal names, see <see cref="EventBatch.Personal"/>.</summary>
    public int PersonalAt;

    /// <summary>Number of these values; 0 when they must be looked for.</summary>
    public int PersonalCount;
}
