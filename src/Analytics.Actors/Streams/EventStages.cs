using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>Records → decoded and transformed events: the part of the way that is the same in a shard and in an encoding from the log.</summary>
internal sealed class EventStages(LaneDefinition lane, ShardId shard)
{
    /// <summary>Name of the first stage.</summary>
    public const string DecodeStage = "decode";

    private readonly IEventDecoder _decoder = lane.Decoder();
    private readonly IReadOnlyList<IEventTransform> _transforms = lane.Transforms(shard);

    /// <summary>The stage in work, for faults.</summary>
    public string Stage { get; set; } = DecodeStage;

    /// <summary>The events of the batch decoded last.</summary>
    public EventBatch Batch { get; set; } = new();

    /// <summary>What the decoder rejected in the batch decoded last.</summary>
    public List<Rejection> Rejections { get; } = [];

    /// <summary>Decodes the records.</summary>
    public void Decode(RecordBatch records)
    {
        Stage = DecodeStage;
        Rejections.Clear();
        _decoder.Decode(records, Batch, Rejections);
    }

    /// <summary>Transforms the decoded events.</summary>
    public void Transform()
    {
        foreach (var transform in _transforms)
        {
            Stage = transform.Name;
            transform.Apply(Batch);
        }
    }
}
