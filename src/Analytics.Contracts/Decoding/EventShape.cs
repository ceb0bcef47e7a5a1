namespace Analytics.Contracts.Decoding;

/// <summary>The input shapes that are recognised by their fields, or forced with <c>?schema=</c>.</summary>
public enum EventShape : byte
{
    /// <summary>Recognise by fields.</summary>
    Auto = 0,

    /// <summary><c>eventType, service, userEmail, entityId, amount, timestamp, metadata{}</c>.</summary>
    Shop = 1,

    /// <summary><c>tenant_id, event_type, event_id, user_id, properties{}, created_at</c> in snake or camel case; types with a dot.</summary>
    Ticketing = 2,

    /// <summary><c>user_id, session_id, event_type, event_data{}, timestamp, platform, url</c>.</summary>
    Eventflow = 3,
}
