using Analytics.Actors.Entities;
using Analytics.Actors.Streams;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Node.Configuration;

namespace Analytics.Node.Composition;

/// <summary>What lives on each lane, top to bottom as an event goes.</summary>
internal static class Lanes
{
    /// <summary>The lanes of a node that processes.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="decoder">Bytes to events.</param>
    /// <param name="enrichment">Events to enriched, masked events.</param>
    /// <param name="tenants">Settings of tenants.</param>
    /// <param name="sinks">Where everything goes.</param>
    public static IReadOnlyList<LaneDefinition> Define(
        NodeOptions options, Func<IEventDecoder> decoder, Func<IReadOnlyList<IEventTransform>> enrichment, ITenantDirectory tenants, IReadOnlyList<ISink> sinks)
    {
        return
        [
            Lane(LogTopics.RawEvents, () => [Sessions(options.Sessions, tenants), Windows(options.Windows, tenants)]),
            Lane(LogTopics.InventoryUpdates, () => [Windows(options.Windows, tenants)]),
        ];

        LaneDefinition Lane(string topic, Func<IReadOnlyList<IEntityKind>> kinds) => new()
        {
            Topic = topic,
            Decoder = decoder,
            Transforms = enrichment,
            Kinds = _ => kinds(),
            Sinks = sinks,
            Disorder = options.Windows.Disorder,
        };
    }

    private static SessionActors Sessions(SessionsOptions options, ITenantDirectory tenants) =>
        new(new Actors.Entities.SessionOptions { StateRetention = options.StateRetention, PassivateAfter = options.PassivateAfter }, tenants);

    private static TenantWindowActors Windows(WindowsOptions options, ITenantDirectory tenants) =>
        new(new TenantWindowOptions { SlidingHorizon = options.SlidingHorizon, StateRetention = options.StateRetention }, tenants);
}
