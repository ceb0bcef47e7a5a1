namespace Analytics.Sinks.Postgres.Business;

/// <summary>What several tables want of one event, made fit for PostgreSQL once: two keys that it holds as one are one here, too.</summary>
internal ref struct BusinessFacts
{
    internal byte Role;
    internal UInt128 Identity;

    /// <summary>Symbol of the tenant.</summary>
    internal int Tenant;

    /// <summary>When it happened, as the database has it.</summary>
    internal long At;

    internal long? AmountMicros;

    /// <summary>Symbol of the amount's currency, which is the tenant's when the event names none.</summary>
    internal int Currency;
    internal ReadOnlySpan<byte> User;
    internal ReadOnlySpan<byte> Product;

    /// <summary>Key of the purchase that it belongs to; empty for none.</summary>
    internal ReadOnlySpan<byte> Purchase;

    internal readonly bool IsOrder => Role is BusinessRole.Order or BusinessRole.Purchase && !Purchase.IsEmpty;

    internal readonly bool IsPayment => Role is BusinessRole.Payment or BusinessRole.Purchase or BusinessRole.Refund;
}
