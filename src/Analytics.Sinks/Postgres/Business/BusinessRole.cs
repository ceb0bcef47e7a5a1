using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>What an event does to the business tables, beside its row in <c>events</c>.</summary>
internal static class BusinessRole
{
    internal const byte None = 0;
    internal const byte Plain = 1;
    internal const byte Registration = 2;
    internal const byte Order = 3;
    internal const byte Payment = 4;
    internal const byte Purchase = 5;
    internal const byte Refund = 6;
    internal const byte Product = 7;

    /// <summary>The role of a kind; <see cref="None"/> for what goes to ClickHouse only.</summary>
    internal static byte Of(EventKind kind) => kind switch
    {
        EventKind.UserRegistered => Registration,
        EventKind.OrderPlaced => Order,
        EventKind.Payment => Payment,
        EventKind.Purchase => Purchase,
        EventKind.Refund => Refund,
        EventKind.ProductCreated => Product,
        EventKind.EventPublished or EventKind.RegistrationCompleted or EventKind.RegistrationCancelled or EventKind.CheckinCompleted => Plain,
        _ => None,
    };
}
