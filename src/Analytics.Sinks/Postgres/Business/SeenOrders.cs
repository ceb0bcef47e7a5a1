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

    internal void MoveTo(CopyRows rows)
    {
        for (var index = 0; index < _orders.Count; index++)
        {
            ref var order = ref _orders[index];
            new StagedFact
            {
                Kind = "order"u8, Tenant = _orders.Tenant(index), Key = _orders.Key(index),
                Event = order.Event, UserId = _orders.Text.Bytes(order.User), ProductId = _orders.Text.Bytes(order.Product),
                AmountMicros = order.AmountMicros, Currency = order.Currency, FirstAt = order.FirstAt, At = order.At,
            }.WriteTo(rows);
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
