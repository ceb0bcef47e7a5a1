using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>What the order events of one cut tell of purchases, each folded into one row by the rules of <see cref="BusinessMerges.Purchases"/>.</summary>
internal sealed class SeenOrders
{
    private static readonly int MixedCurrencies = Symbols.Intern("XXX");
    private readonly FoldedRows<Row> _orders = new();

    internal int Length => _orders.Length;

    internal void Add(in BusinessFacts facts)
    {
        if (!facts.IsOrder) return;
        ref var order = ref _orders.Of(facts.Tenant, facts.Purchase, out var isNew);
        if (isNew || facts.At < order.FirstAt) order.FirstAt = facts.At;
        if (order.Currency == 0) order.Currency = facts.Currency;
        else if (facts.Currency != 0 && facts.Currency != order.Currency) order.Currency = MixedCurrencies;
        if (!isNew && (facts.At, facts.Identity).CompareTo((order.At, order.Event)) <= 0) return;
        order.At = facts.At;
        order.Event = facts.Identity;
        order.AmountMicros = facts.AmountMicros;
        order.User = _orders.Text.Append(facts.User);
        order.Product = _orders.Text.Append(facts.Product);
    }

    // The order of fields is that of the table staged_orders in BusinessStaging.
    internal void MoveTo(CopyRows rows)
    {
        for (var index = 0; index < _orders.Count; index++)
        {
            ref var order = ref _orders[index];
            rows.Begin(BusinessStaging.OrderFields);
            rows.Fitting(Symbols.Utf8(_orders.Tenant(index)));
            rows.Fitting(_orders.Key(index));
            rows.Text(Symbols.Utf8(order.Currency));
            rows.Time(order.FirstAt);
            rows.Time(order.At);
            rows.Uuid(order.Event);
            rows.Fitting(_orders.Text.Bytes(order.User));
            rows.Fitting(_orders.Text.Bytes(order.Product));
            rows.Decimal(order.AmountMicros);
        }

        _orders.Clear();
    }

    private struct Row
    {
        public UInt128 Event;
        public long FirstAt;
        public long At;
        public long? AmountMicros;
        public int Currency;
        public Utf8Slice User;
        public Utf8Slice Product;
    }
}
