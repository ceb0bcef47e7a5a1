using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// What an event does to the business tables, beside its row in <c>events</c>. The letters are part of the payload's format, which outlives a
/// process: never give one another meaning.
/// </summary>
internal static class BusinessRole
{
    internal const byte None = 0;
    internal const byte Plain = (byte)'E';
    internal const byte Registration = (byte)'R';
    internal const byte Order = (byte)'O';
    internal const byte Payment = (byte)'P';
    internal const byte Purchase = (byte)'B';
    internal const byte Refund = (byte)'F';
    internal const byte Product = (byte)'C';

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
