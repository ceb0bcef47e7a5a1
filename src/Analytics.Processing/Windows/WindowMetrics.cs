using Analytics.Contracts.Events;

namespace Analytics.Processing.Windows;

/// <summary>Symbols of the values that the rules of counting name themselves.</summary>
public static class WindowMetrics
{
    /// <summary>Users that registered.</summary>
    public static readonly int Registrations = Symbols.Intern("registrations"u8);

    /// <summary>Orders: placed ones and purchases.</summary>
    public static readonly int Orders = Symbols.Intern("orders"u8);

    /// <summary>Payments: paid ones and purchases. Their sum is the revenue.</summary>
    public static readonly int Payments = Symbols.Intern("payments"u8);

    /// <summary>Products created.</summary>
    public static readonly int Products = Symbols.Intern("products"u8);

    /// <summary>Refunds; never subtracted from payments.</summary>
    public static readonly int Refunds = Symbols.Intern("refunds"u8);

    /// <summary>The payment mode of payments that name none.</summary>
    public static readonly int UnknownMode = Symbols.Intern("unknown"u8);
}
