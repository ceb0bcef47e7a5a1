using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Shards;

/// <summary>
/// Lets rules that a shard is about to take over know the past first, while the shard goes on under the former ones: two batches of the past for each of the present, so that it comes to an end. It never
/// reads beyond the last cut, because what came after it may be taken back. The shard's thread only.
/// </summary>
internal sealed class SwitchPreparation(ShardParts parts, Action wake) : IDisposable
{
    private const int BatchesAtOnce = 2;
    private const int BatchesLeft = 4;
    private static readonly TimeSpan TriesAgainAfter = TimeSpan.FromSeconds(1);
    private long _triedAt = long.MinValue;
    private CutBorder? _border;

    /// <summary>What is gathered now; null for nothing.</summary>
    public RuleRebuild? Rebuild { get; private set; }

    /// <summary>The rules that so little is missing for that the shard may stand still for it; null for none.</summary>
    public RuleRevision? Nearly => Rebuild is { } rebuild && rebuild.IsAt(parts.Cut.Offset - BatchesLeft * parts.Setup.Options.BatchRecords) && _border is null ? rebuild.Revision : null;

    /// <summary>How far it is; null when nothing is read again.</summary>
    public RuleRebuildStatus? Status => Rebuild is { Position: { } at } rebuild ? new RuleRebuildStatus(rebuild.Revision.Number, rebuild.From(at), at, parts.Cut.Offset) : null;

    /// <summary>What the rules that were taken over last know of the past, for people.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Whether all is gathered that rules need to be taken over at an offset.</summary>
    public bool IsReady(long offset) => Rebuild is { } rebuild && rebuild.IsAt(offset);

    /// <summary>Goes on for rules that are wanted; null for none. True when it did something.</summary>
    public bool Advance(RuleRevision? wanted)
    {
        if (wanted is null || (!ReferenceEquals(wanted, Rebuild?.Revision) && !(_border is null && Rebuild?.TryServe(wanted, parts.Rules.Kinds) == true))) Drop();
        return wanted is not null && (Rebuild is not null || TryBegin(wanted, null)) && Read(parts.Cut.Offset);
    }

    /// <summary>Goes on for the rules of a cut that is repeated.</summary>
    public bool Advance(CutBorder border)
    {
        if (!ReferenceEquals(border, _border)) Drop();
        return (Rebuild is not null || TryBegin(parts.Rules.Read(border.Rules), border)) && Read(parts.Window.Position);
    }

    /// <summary>The rules were taken over at an offset.</summary>
    public void TakenOver(long offset)
    {
        Said = Rebuild switch
        {
            { Fault: { Length: > 0 } fault } => $" {string.Join(", ", Rebuild.Rules)} begin there, because what came before could not be read again: {fault}",
            { Position: not null } read => $" {string.Join(", ", read.Rules)} know what came before from offset {read.From(offset)} on: {read.Events} events were read again{(read.LeftOut == 0 ? "" : $", {read.LeftOut} left out")}.",
            _ => "",
        };
        Drop();
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private bool TryBegin(RuleRevision revision, CutBorder? border)
    {
        var time = parts.Setup.Time;
        if (_triedAt != long.MinValue && time.GetElapsedTime(_triedAt) < TriesAgainAfter) return false;
        try
        {
            Rebuild = parts.Rules.Rebuild(parts.Setup, revision, border, parts.Cut, wake);
            (_border, _triedAt) = (border, long.MinValue);
        }
        catch (LogUnavailableException)
        {
            _triedAt = time.GetTimestamp();
            return false;
        }

        if (Status is { } status && status.From < parts.Window.Position)
            Say($"Reads its log again from offset {status.From} on, before revision {revision.Number} of the rules begins: {string.Join(", ", Rebuild.Rules)}.");
        return true;
    }

    private bool Read(long until)
    {
        var moved = false;
        for (var left = BatchesAtOnce; left > 0; left--) moved |= Rebuild!.Advance(until);
        return moved;
    }

    private void Say(string what) => parts.Setup.OnEvent?.Invoke(new RuntimeEvent(parts.Setup.Id, "rules", what));

    private void Drop()
    {
        Rebuild?.Dispose();
        Rebuild = null;
        _border = null;
    }
}
