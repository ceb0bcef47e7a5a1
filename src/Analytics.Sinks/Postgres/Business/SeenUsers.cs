using Analytics.Contracts.Events;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>The users of one cut, each folded into one row by the rules of <see cref="BusinessMerges.Users"/>.</summary>
internal sealed class SeenUsers
{
    private readonly FoldedRows<Row> _users = new();

    internal int Length => _users.Length;

    internal void Add(in BusinessFacts facts, int tier)
    {
        if (facts.User.IsEmpty) return;
        ref var user = ref _users.Of(facts.Tenant, facts.User, out var isNew);
        if (isNew || facts.At < user.FirstSeen) user.FirstSeen = facts.At;
        if (facts.Role == BusinessRole.Registration && !(facts.At >= user.RegisteredAt)) user.RegisteredAt = facts.At;
        if (tier == 0 || facts.At < user.TierAt || CopyRows.Fit(Symbols.Utf8(tier)).IsEmpty) return;
        if (facts.At == user.TierAt && CopyRows.Compare(Symbols.Utf8(tier), Symbols.Utf8(user.Tier)) <= 0) return;
        (user.TierAt, user.Tier) = (facts.At, tier);
    }

    internal void MoveTo(CopyRows rows)
    {
        for (var index = 0; index < _users.Count; index++)
        {
            ref var user = ref _users[index];
            new StagedFact
            {
                Kind = "user"u8, Tenant = _users.Tenant(index), Key = _users.Key(index),
                Tier = user.Tier, FirstAt = user.FirstSeen, MadeAt = user.RegisteredAt, At = user.TierAt,
            }.WriteTo(rows);
        }

        _users.Clear();
    }

    private struct Row
    {
        public long FirstSeen;
        public long? RegisteredAt;
        public long? TierAt;
        public int Tier;
    }
}
