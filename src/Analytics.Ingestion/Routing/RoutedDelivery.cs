using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>Appends what a <see cref="RoutedEncoder"/> has made: the records of each partition in their order.</summary>
internal static class RoutedDelivery
{
    public static async ValueTask AppendAsync(ILog log, IReadOnlyList<string> topics, int partitions, SinkDelivery delivery, CancellationToken cancellation)
    {
        var places = new List<int>();
        var records = RoutedEncoder.Decode(delivery.Payload.Span, partitions, places);
        var appends = Enumerable.Range(0, places.Count).GroupBy(i => places[i]).Select(group =>
        {
            var indices = group.ToArray();
            var partition = log.Partition(topics[group.Key / partitions], group.Key % partitions);
            return partition.AppendAsync(records, indices, new long[indices.Length], cancellation).AsTask();
        });
        await Task.WhenAll(appends);
    }
}
