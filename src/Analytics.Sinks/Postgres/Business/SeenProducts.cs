using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>The products of one cut, each folded into one row by the rules of <see cref="BusinessMerges.Products"/>.</summary>
internal sealed class SeenProducts
{
    private readonly FoldedRows<Row> _products = new();

    internal int Length => _products.Length;

    internal void Add(in BusinessFacts facts, ReadOnlySpan<byte> name, ReadOnlySpan<byte> category)
    {
        if (facts.Product.IsEmpty) return;
        ref var product = ref _products.Of(facts.Tenant, facts.Product, out var isNew);
        if (isNew || facts.At < product.FirstSeen) product.FirstSeen = facts.At;
        if (facts.Role != BusinessRole.Product) return;
        if (!(facts.At >= product.CreatedAt)) product.CreatedAt = facts.At;
        if (facts.At < product.DescribedAt) return;
        name = CopyRows.Fit(name);
        category = CopyRows.Fit(category);
        var currency = facts.AmountMicros is null ? 0 : facts.Currency;
        if (facts.At == product.DescribedAt && Compare(name, category, facts.AmountMicros, currency, in product) >= 0) return;
        product.DescribedAt = facts.At;
        product.Name = _products.Text.Append(name);
        product.Category = _products.Text.Append(category);
        product.PriceMicros = facts.AmountMicros;
        product.Currency = currency;
    }

    internal void MoveTo(CopyRows rows)
    {
        for (var index = 0; index < _products.Count; index++)
        {
            ref var product = ref _products[index];
            new StagedFact
            {
                Kind = "product"u8, Tenant = _products.Tenant(index), Key = _products.Key(index),
                Name = _products.Text.Bytes(product.Name), Category = _products.Text.Bytes(product.Category), AmountMicros = product.PriceMicros,
                Currency = product.Currency, FirstAt = product.FirstSeen, MadeAt = product.CreatedAt, At = product.DescribedAt,
            }.WriteTo(rows);
        }

        _products.Clear();
    }

    // Of descriptions of one instant the smallest counts, what is missing being the greatest.
    private int Compare(ReadOnlySpan<byte> name, ReadOnlySpan<byte> category, long? price, int currency, in Row other)
    {
        var order = CompareTexts(name, _products.Text.Bytes(other.Name));
        if (order == 0) order = CompareTexts(category, _products.Text.Bytes(other.Category));
        if (order == 0) order = (price ?? Int128.MaxValue).CompareTo(other.PriceMicros ?? Int128.MaxValue);
        return order != 0 || currency == other.Currency ? order : CompareTexts(CopyRows.Fit(Symbols.Utf8(currency)), CopyRows.Fit(Symbols.Utf8(other.Currency)));
    }

    private static int CompareTexts(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.IsEmpty || other.IsEmpty ? one.IsEmpty.CompareTo(other.IsEmpty) : one.SequenceCompareTo(other);

    private struct Row
    {
        public long FirstSeen;
        public long? CreatedAt;
        public long? DescribedAt;
        public long? PriceMicros;
        public int Currency;
        public Utf8Slice Name;
        public Utf8Slice Category;
    }
}
