namespace Analytics.Contracts.Effects;

/// <summary>What a window's cell counts by.</summary>
public enum WindowDimension : byte
{
    /// <summary>Everything: value is empty; carries unique users.</summary>
    All = 1,

    /// <summary>By event type.</summary>
    Type = 2,

    /// <summary>By service.</summary>
    Service = 3,

    /// <summary>Payments by payment mode (value "unknown" when the event names none).</summary>
    PaymentMode = 4,

    /// <summary>By metric: <c>registrations</c>, <c>orders</c>, <c>payments</c>, <c>products</c>, <c>refunds</c>.</summary>
    Metric = 5,
}
