using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Shards;

/// <summary>Something that an operator should find in the log of the node.</summary>
/// <param name="Shard">Where.</param>
/// <param name="Name">What, from a closed list: <c>recovered</c>, <c>rules</c>, <c>damage</c>, <c>set_aside</c>, <c>failed</c>, <c>fenced</c>, <c>lost</c>, <c>stopped</c>, <c>sink_down</c>, <c>sink_up</c>.</param>
/// <param name="Message">In words.</param>
/// <param name="Error">The cause, when there is one.</param>
public sealed record RuntimeEvent(ShardId Shard, string Name, string Message, Exception? Error = null);
