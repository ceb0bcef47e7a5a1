namespace Analytics.Ingestion.Decoding;

/// <summary>Which object a member belongs to: known fields are looked for in the first three.</summary>
internal enum Scope
{
    /// <summary>The event itself.</summary>
    Event = 0,

    /// <summary>Its property object (<c>metadata</c>, <c>event_data</c>, <c>properties</c>).</summary>
    Properties = 1,

    /// <summary>Its <c>context</c> object, and <c>page</c> in it.</summary>
    Context = 2,

    /// <summary><c>campaign</c> in the context object.</summary>
    Campaign = 3,

    /// <summary>Any other object.</summary>
    Inner = 4,
}
