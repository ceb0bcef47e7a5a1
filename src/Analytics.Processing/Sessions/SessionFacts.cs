using System.Runtime.CompilerServices;
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
    public static void NoteCampaign(ref SessionState session, ReadOnlySpan<byte> campaign, long at, SessionPools pools)
    {
        var isKnown = session.Campaign != 0;
        if (campaign.IsEmpty || (isKnown && at > session.CampaignAt)) return;
        if (isKnown && at == session.CampaignAt && campaign.SequenceCompareTo(pools.Campaign(session.Campaign)) >= 0) return;
        var former = session.Campaign;
        session.Campaign = pools.KeepCampaign(campaign);
        session.CampaignAt = at;
        pools.Texts.Free(former);
    }

    /// <summary>Takes over what another session knows.</summary>
    public static void Merge(ref SessionState session, in SessionState other, SessionPools pools)
    {
        Earliest(ref session.Device, ref session.DeviceAt, other.Device, other.DeviceAt);
        Earliest(ref session.City, ref session.CityAt, other.City, other.CityAt);
        Earliest(ref session.Country, ref session.CountryAt, other.Country, other.CountryAt);
        NoteCampaign(ref session, pools.Campaign(other.Campaign), other.CampaignAt, pools);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
