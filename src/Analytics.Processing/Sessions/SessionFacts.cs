using Analytics.Contracts.Events;

namespace Analytics.Processing.Sessions;

/// <summary>What a session knows from one event or another: the earliest event that says something wins, the smaller text among events of the same time.</summary>
public static class SessionFacts
{
    /// <summary>Notes what an event says.</summary>
    public static void Note(ref SessionState session, in EventRow row)
    {
        Earliest(ref session.Device, ref session.DeviceAt, row.Device, row.Timestamp);
        Earliest(ref session.City, ref session.CityAt, row.City, row.Timestamp);
        Earliest(ref session.Country, ref session.CountryAt, row.Country, row.Timestamp);
    }

    /// <summary>Notes a campaign.</summary>
    public static void NoteCampaign(ref SessionState session, int campaign, long at, StepTable steps)
    {
        if (!Wins(session.Campaign, session.CampaignAt, campaign, at, steps.Compare(campaign, session.Campaign))) return;
        steps.Use(campaign);
        steps.Release(session.Campaign);
        session.Campaign = campaign;
        session.CampaignAt = at;
    }

    /// <summary>Takes over what another session knows.</summary>
    public static void Merge(ref SessionState session, in SessionState other, StepTable steps)
    {
        Earliest(ref session.Device, ref session.DeviceAt, other.Device, other.DeviceAt);
        Earliest(ref session.City, ref session.CityAt, other.City, other.CityAt);
        Earliest(ref session.Country, ref session.CountryAt, other.Country, other.CountryAt);
        if (other.Campaign != 0) NoteCampaign(ref session, other.Campaign, other.CampaignAt, steps);
    }

    /// <summary>Adds a payment.</summary>
    public static void Pay(ref SessionState session, int currency, Int128 amount, CurrencySums others)
    {
        if (session.Currency == 0) session.Currency = currency;
        if (session.Currency == currency) session.RevenueMicros = checked(session.RevenueMicros + amount);
        else session.OtherRevenue = others.Add(session.OtherRevenue, currency, amount);
    }

    private static void Earliest(ref int known, ref long knownAt, int candidate, long at)
    {
        if (candidate == 0 || candidate == known && at >= knownAt) return;
        var order = known == 0 || at != knownAt ? 0 : Symbols.Utf8(candidate).SequenceCompareTo(Symbols.Utf8(known));
        if (!Wins(known, knownAt, candidate, at, order)) return;
        known = candidate;
        knownAt = at;
    }

    private static bool Wins(int known, long knownAt, int candidate, long at, int order) =>
        candidate != 0 && (known == 0 || at < knownAt || (at == knownAt && order < 0));
}
