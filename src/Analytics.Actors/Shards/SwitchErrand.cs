using Analytics.Actors.Rules;

namespace Analytics.Actors.Shards;

/// <summary>
/// Takes other rules over that know the past, or nearly so (<see cref="SwitchPreparation"/>). The shard stops reading; what it read is cut; what is made again from the log with the help of rules arrives, because it could not be made again under others; the rest of the
/// past is read; then a cut takes the new rules in. The shard goes on when that is durable.
/// </summary>
/// <param name="next">The rules.</param>
internal sealed class SwitchErrand(RuleSwitch next) : ShardErrand
{
    private bool _asked;

    /// <inheritdoc/>
    public override bool Advance(ShardLife life)
    {
        if (life.Parts.Reading.IsRepeating) return false;
        life.HoldsStill = true;
        life.Switching = next;
        if (life.UnderWay is not null || life.WantsCut) return false;
        if (_asked) return Finish(life);
        if (life.Parts.Cut.Offset < life.Parts.Window.Position) return life.WantsCut = true;
        if (!life.Parts.MaySwitch)
        {
            // What an operator lets rest may rest for long.
            life.HoldsStill = !life.Parts.Outlets.Any(outlet => outlet.FollowsRules && outlet.Lane.IsPaused);
            return false;
        }

        if (next.Past?.IsAt(life.Parts.Window.Position) == false) return false;
        life.Next = next;
        return _asked = life.WantsCut = true;
    }

    private bool Finish(ShardLife life)
    {
        life.HoldsStill = false;
        life.Switching = null;
        Complete(new ErrandOutcome(life.Parts.Rules.Since, $"It runs revision {next.Rules.Number} of the rules from offset {life.Parts.Rules.Since} on.{life.Preparation.Said}", life.AskedCut));
        return true;
    }
}
