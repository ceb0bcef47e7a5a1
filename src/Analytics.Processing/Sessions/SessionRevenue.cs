namespace Analytics.Processing.Sessions;

/// <summary>What was paid in a session, by currency, in the order in which the currencies came: few sessions pay, and nearly all of them in one.</summary>
public static class SessionRevenue
{
    /// <summary>The sums.</summary>
    public static ReadOnlySpan<CurrencySum> Of(scoped in SessionState session, SessionPools pools)
    {
        var block = pools.Revenues.Of(session.Revenue);
        var count = 0;
        while (count < block.Length && block[count].Currency != 0) count++;
        return block[..count];
    }

    /// <summary>Adds a payment.</summary>
    /// <exception cref="OverflowException">The sum has more than 128 bits.</exception>
    public static void Pay(ref SessionState session, int currency, Int128 micros, SessionPools pools)
    {
        if (currency == 0) return;
        var count = Of(session, pools).Length;
        var block = pools.Revenues.Of(session.Revenue);
        for (var i = 0; i < count; i++)
        {
            if (block[i].Currency != currency) continue;
            block[i] = new CurrencySum(currency, checked(block[i].Micros + micros));
            return;
        }

        if (count == block.Length)
        {
            session.Revenue = count == 0 ? pools.Revenues.Allocate(1) : pools.Revenues.Grow(session.Revenue, count * 2);
            block = pools.Revenues.Of(session.Revenue);
            block[count..].Clear();
        }

        block[count] = new CurrencySum(currency, micros);
    }
}
