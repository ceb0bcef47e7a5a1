using System.Globalization;
using System.Text;

namespace Analytics.Testing;

/// <summary>One shop event in the shape that the shop's services send.</summary>
/// <param name="Type">USER_REGISTERED, ORDER_PLACED, PAYMENT_SUCCESS or PRODUCT_CREATED.</param>
/// <param name="Service">Service that sends it.</param>
/// <param name="Email">User's address; empty for products.</param>
/// <param name="EntityId">What it is about.</param>
/// <param name="Amount">Amount; null when it has none.</param>
/// <param name="At">Local time, without zone, as the shop writes it.</param>
/// <param name="PaymentMode">Mode of a payment; empty otherwise.</param>
public sealed record ShopEvent(string Type, string Service, string Email, string EntityId, decimal? Amount, DateTime At, string PaymentMode)
{
    /// <summary>Appends the event as one line of JSON.</summary>
    public void WriteLine(StringBuilder target)
    {
        target.Append(CultureInfo.InvariantCulture, $"{{\"eventType\":\"{Type}\",\"service\":\"{Service}\"");
        if (Email.Length > 0) target.Append(CultureInfo.InvariantCulture, $",\"userEmail\":\"{Email}\"");
        target.Append(CultureInfo.InvariantCulture, $",\"entityId\":\"{EntityId}\"");
        if (Amount is { } amount) target.Append(CultureInfo.InvariantCulture, $",\"amount\":{amount}");
        target.Append(CultureInfo.InvariantCulture, $",\"timestamp\":\"{At:yyyy-MM-dd'T'HH:mm:ss}\"");
        if (PaymentMode.Length > 0) target.Append(CultureInfo.InvariantCulture, $",\"metadata\":{{\"paymentMode\":\"{PaymentMode}\"}}");
        target.Append("}\n");
    }
}
