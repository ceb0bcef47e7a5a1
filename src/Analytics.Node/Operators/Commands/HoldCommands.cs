using Analytics.Actors.Holds;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary>Pausing and resuming: of lanes and of sinks alike.</summary>
internal sealed class HoldCommands(NodeParts parts, TimeProvider time)
{
    /// <summary>What rests now.</summary>
    public IReadOnlyList<Hold> Now => parts.Holds.Now;

    /// <summary>A command that lets something rest.</summary>
    public OperatorCommand Pause(string kind, string name, string summary, string input, string meaning, Func<CommandCall, Task<IReadOnlyList<string>>> known) =>
        OperatorCommand.Once(name, summary, async call =>
        {
            var what = call.Text(input);
            var names = await known(call);
            if (!names.Contains(what)) throw CommandException.NotFound($"There is no {input} {what}. There are: {string.Join(", ", names)}");
            await parts.Holds.AddAsync(new Hold(kind, what, Whole(time.GetUtcNow()), call.Caller), call.Cancellation);
            return Answer(what, "is paused");
        }) with { Inputs = [CommandInput.Needed(input, meaning, known)], Question = $"Pause {{{input}}}?" };

    /// <summary>A command that lets it go on.</summary>
    public OperatorCommand Resume(string kind, string name, string summary, string input, string meaning) =>
        OperatorCommand.Once(name, summary, async call =>
        {
            var what = call.Text(input);
            if (!await parts.Holds.RemoveAsync(kind, what, call.Cancellation)) throw CommandException.NotFound($"{what} is not paused. {Paused(kind)}");
            return Answer(what, "goes on");
        }) with { Inputs = [CommandInput.Needed(input, meaning, _ => Task.FromResult<IReadOnlyList<string>>([.. Of(kind)]))], Question = $"Resume {{{input}}}?" };

    private CommandAnswer Answer(string what, string said) =>
        new(new { Name = what, Said = said, Paused = Now }, [View.Line("{name} {said}; other nodes follow within a second"), ShardViews.Paused]);

    private string Paused(string kind) => Of(kind).ToList() is { Count: > 0 } names ? $"Paused are: {string.Join(", ", names)}" : "Nothing is.";

    private IEnumerable<string> Of(string kind) => Now.Where(hold => hold.Kind == kind).Select(hold => hold.Name);

    // What a database keeps is microseconds: the same hold must read the same everywhere.
    private static DateTimeOffset Whole(DateTimeOffset instant) => new(instant.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
