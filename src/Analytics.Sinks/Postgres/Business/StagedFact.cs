using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// One row of the table <c>staged_facts</c>: what is merged into users, products, purchases or payments. They share a table, because each further one costs a delivery
/// two answers of the server and one emptying. What a kind does not need is null.
/// </summary>
internal ref struct StagedFact
{
    /// <summary>Definition of the table, in the order in which <see cref="WriteTo"/> writes.</summary>
    internal const string Columns =
        "kind text, tenant text, id text, log_offset bigint, event uuid, user_id text, product_id text, name text, category text, tier text, amount numeric, "
        + "currency text, payment_mode text, first_at timestamptz, made_at timestamptz, at timestamptz";

    private const short Fields = 16;

    /// <summary>user, product, order, payment or refund.</summary>
    internal required ReadOnlySpan<byte> Kind;

    /// <summary>Symbol of the tenant, fit already.</summary>
    internal required int Tenant;

    /// <summary>Key of the user, product or purchase.</summary>
    internal required ReadOnlySpan<byte> Key;

    internal long? Offset;
    internal UInt128? Event;
    internal ReadOnlySpan<byte> UserId;
    internal ReadOnlySpan<byte> ProductId;
    internal ReadOnlySpan<byte> Name;
    internal ReadOnlySpan<byte> Category;
    internal int Tier;
    internal Int128? AmountMicros;
    internal int Currency;
    internal int PaymentMode;

    /// <summary>The earliest event of the key.</summary>
    internal long? FirstAt;

    /// <summary>The earliest registration of a user, or creation of a product.</summary>
    internal long? MadeAt;

    /// <summary>When what the other fields tell was so.</summary>
    internal long? At;

    internal readonly void WriteTo(CopyRows rows)
    {
        rows.Begin(Fields);
        rows.Fitting(Kind);
        rows.Fitting(Symbols.Utf8(Tenant));
        rows.Fitting(Key);
        rows.Int64(Offset);
        rows.Uuid(Event);
        rows.Fitting(UserId);
        rows.Fitting(ProductId);
        rows.Fitting(Name);
        rows.Fitting(Category);
        rows.Text(Symbols.Utf8(Tier));
        rows.Decimal(AmountMicros);
        rows.Text(Symbols.Utf8(Currency));
        rows.Text(Symbols.Utf8(PaymentMode));
        rows.Time(FirstAt);
        rows.Time(MadeAt);
        rows.Time(At);
    }
}
