using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities.Sessions;
using Analytics.Actors.Entities.Velocity;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Time;
using Analytics.Processing.Velocity;

namespace Analytics.Actors.Entities;

/// <summary>
/// Watches how fast the users of one shard buy: an alert when so many purchases (or placed orders) of a user lie within a time, counted in the order in which they came.
/// The alert's id is a hash of rule, version, user and matched events: a replay gives the same alerts.
/// </summary>
/// <param name="options">The rule's numbers.</param>
public sealed class VelocityActors(VelocityOptions options) : IEntityKind
{
    /// <summary>Name of the kind, and of the rule in alerts.</summary>
    public const string KindName = "velocity";

    private const ulong KeySeed = 0x414C4552;
    private readonly VelocityRule _rule = new(KindName, options.Events, Micros.Of(options.Within));
    private readonly VelocityBook _book = new(options);
    private readonly int _name = Symbols.Intern(KindName);

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public EntityCounts Counts => new(_book.Live.Count, _book.Passive, _book.Live.Sum(user => user.Key.Length + user.State.MostBytes + 160L));

    /// <inheritdoc/>
    public void Receive(EventBatch batch, EntityContext context)
    {
        _book.Use(context.Stored);
        var rows = batch.Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Kind is not (EventKind.Purchase or EventKind.OrderPlaced) || row.UserHash == 0 || (row.Flags & EventFlags.SetAside) != 0) continue;
            context.Row = i;
            var user = _book.Change(row, batch);
            if (user.State.Apply(_rule, row.Timestamp, row.ReceivedAt, EventOf(row), out var match)) Raise(user, match, row, batch, context.Effects);
        }
    }

    /// <inheritdoc/>
    public void Advance(long nowMicros, EntityContext context)
    {
        _book.Use(context.Stored);
        _book.Sweep(nowMicros);
    }

    /// <inheritdoc/>
    public void Emit(EffectBatch effects)
    {
        // An alert is raised by the event that completes it.
    }

    /// <inheritdoc/>
    public void WriteChanges(IEntityWriter writer) => _book.WriteChanges(writer);

    /// <inheritdoc/>
    public void Revert(EntityContext context)
    {
        _book.Use(context.Stored);
        _book.Revert();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state) => _book.Restore(key, state);

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, long Events)> Busiest(int most) =>
        [.. _book.Live.Select(user => (Label(user), user.Activity)).OrderByDescending(user => user.Activity).ThenBy(user => user.Item1, StringComparer.Ordinal).Take(most)];

    /// <inheritdoc/>
    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || _book.Find(Symbols.Intern(key[..colon]), Encoding.UTF8.GetBytes(key[(colon + 1)..])) is not { } user) return false;
        target.WriteStartObject();
        target.WriteString("key", Label(user));
        target.WriteNumber("remembered", user.State.Count);
        target.WriteString("lastArrival", Micros.ToUtc(user.State.LastArrival));
        target.WriteEndObject();
        return true;
    }

    // Its own id, or its place in the log when it has none.
    private static ulong EventOf(in EventRow row) => row.Id == 0 ? (ulong)row.Offset : KeyHash.Combine((ulong)row.Id, (ulong)(row.Id >> 64));

    private static string Label(VelocityUser user)
    {
        SessionKey.Read(user.Key, out var tenant, out _, out var id);
        return $"{Symbols.Text(tenant)}:{Encoding.UTF8.GetString(id)}";
    }

    private void Raise(VelocityUser user, VelocityMatch match, in EventRow row, EventBatch batch, EffectBatch effects) => effects.Alerts.Add(new AlertRow
    {
        Tenant = row.Tenant,
        AlertId = KeyHash.Compute128(user.Key, KeySeed ^ match.Events),
        Rule = _name,
        RuleVersion = _rule.Version,
        UserId = effects.Text.Append(batch.Bytes(row.UserId)),
        FirstAt = match.FirstAt,
        At = row.Timestamp,
        Events = (uint)_rule.Events,
    });
}
