namespace Analytics.Processing.Sessions;

/// <summary>Payments of the few sessions that pay in more than one currency: small lists by number; 0 is "none".</summary>
public sealed class CurrencySums
{
    private readonly List<List<KeyValuePair<int, Int128>>?> _lists = [null];
    private readonly Stack<int> _free = [];

    /// <summary>The sums of a list.</summary>
    public ReadOnlySpan<KeyValuePair<int, Int128>> Of(int list) =>
        list == 0 ? default : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lists[list]);

    /// <summary>Adds an amount and returns the list's number, a new one for "none".</summary>
    public int Add(int list, int currency, Int128 amount)
    {
        if (list == 0)
        {
            if (!_free.TryPop(out list))
            {
                list = _lists.Count;
                _lists.Add(null);
            }

            _lists[list] = [];
        }

        var sums = _lists[list]!;
        var at = sums.FindIndex(sum => sum.Key == currency);
        if (at < 0) sums.Add(new(currency, amount));
        else sums[at] = new(currency, checked(sums[at].Value + amount));
        return list;
    }

    /// <summary>Forgets a list; "none" is allowed.</summary>
    public void Free(int list)
    {
        if (list == 0) return;
        _lists[list] = null;
        _free.Push(list);
    }
}
