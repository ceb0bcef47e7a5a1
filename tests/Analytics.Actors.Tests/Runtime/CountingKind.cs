using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>
/// Counts events by user. Everything is passive after a cut, so each event is a read of stored state. A user whose name begins with <c>gone</c> is removed
/// at every second event. An event with <c>alarm</c> raises an alert.
/// </summary>
internal sealed class CountingKind : IEntityKind
{
    private readonly Dictionary<string, long> _live = [];

    public string Name => "counting";

    public int Restored { get; private set; }

    public EntityCounts Counts => new(_live.Count, 0, 0);

    /// <summary>Whether the clock alone changes something at each cut.</summary>
    public bool ActsOnSilence { get; set; }

    /// <summary>Whether the clock alone moves a time on at each cut that is quiet, and each event comes behind it.</summary>
    public bool MeetsSilence { get; set; }

    public List<long> Clocks { get; } = [];

    /// <summary>Whether nothing came until each of the cuts.</summary>
    public List<bool> Quiet { get; } = [];

    public void Receive(EventBatch batch, EntityContext context)
    {
        context.MetSilence |= MeetsSilence;
        for (var i = 0; i < batch.Count; i++)
        {
            context.Row = i;
            ref var row = ref batch.Rows[i];
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            var user = batch.Text(row.UserId);
            _live[user] = Of(user, context) + 1;
            if (batch.Text(row.Properties).Contains("alarm")) context.Effects.Alerts.Add(Alarm(user, _live[user]));
            if (batch.Text(row.Properties).Contains("throw-kind")) throw new InvalidOperationException("entity fell over");
            if (batch.Text(row.Properties).Contains("throw-disk")) throw new IOException("disk fell over");
        }
    }

    public void Advance(long nowMicros, EntityContext context)
    {
        Clocks.Add(nowMicros);
        Quiet.Add(context.IsQuiet);
        context.MovedBySilence |= context.IsQuiet && MeetsSilence;
        context.NotFromLog |= ActsOnSilence;
    }

    public void Emit(EffectBatch effects)
    {
        foreach (var user in _live.Keys.Order(StringComparer.Ordinal))
            effects.Windows.Add(new WindowRow { Value = Symbols.Intern(user), Events = _live[user] });
    }

    public void WriteChanges(IEntityWriter writer)
    {
        foreach (var (user, count) in _live)
        {
            var key = Encoding.UTF8.GetBytes(user);
            if (user.StartsWith("gone", StringComparison.Ordinal) && count >= 2)
            {
                writer.Remove(key);
                continue;
            }

            BinaryPrimitives.WriteInt64LittleEndian(writer.Begin(key, 8), count);
            writer.Commit(8);
        }

        _live.Clear();
    }

    public void Revert(EntityContext context) => _live.Clear();

    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> state) => Restored++;

    public IReadOnlyList<(string Key, long Events)> Busiest(int most) => [];

    public bool TryDescribe(string key, EntityContext context, Utf8JsonWriter target)
    {
        target.WriteNumberValue(Of(key, context));
        return true;
    }

    private static AlertRow Alarm(string user, long count) => new() { AlertId = KeyHash.Compute128(Encoding.UTF8.GetBytes($"{user} {count}"), 5), Events = (uint)count };

    private long Of(string user, EntityContext context)
    {
        if (_live.TryGetValue(user, out var count)) return count;
        return context.Stored.TryRead(Name, Encoding.UTF8.GetBytes(user), out var state) ? BinaryPrimitives.ReadInt64LittleEndian(state) : 0;
    }
}
