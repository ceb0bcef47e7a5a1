using RabbitMQ.Client;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// Makes what the settings name and the broker lacks. Everything is durable. What is there with other properties is left as it is: the broker refuses, and that shows as
/// the reason why nothing is read.
/// </summary>
internal static class RabbitMqTopology
{
    /// <summary>Declares the exchange, one queue with its bindings, and where its refused messages go.</summary>
    public static async Task DeclareAsync(IChannel channel, RabbitMqOptions options, RabbitMqQueue queue, CancellationToken cancellation)
    {
        var type = options.QuorumQueues ? "quorum" : "classic";
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = type };
        if (options.DeadLetterExchange.Length > 0)
        {
            await channel.ExchangeDeclareAsync(options.DeadLetterExchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
            await DeclareQueueAsync(channel, options.DeadLetterExchange, new Dictionary<string, object?>(arguments), cancellation);
            await channel.QueueBindAsync(options.DeadLetterExchange, options.DeadLetterExchange, "", cancellationToken: cancellation);
            arguments["x-dead-letter-exchange"] = options.DeadLetterExchange;
        }

        await DeclareQueueAsync(channel, queue.Name, arguments, cancellation);
        if (options.Exchange.Length == 0) return;
        await channel.ExchangeDeclareAsync(options.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
        foreach (var key in queue.RoutingKeys) await channel.QueueBindAsync(queue.Name, options.Exchange, key, cancellationToken: cancellation);
    }

    private static Task<QueueDeclareOk> DeclareQueueAsync(IChannel channel, string name, Dictionary<string, object?> arguments, CancellationToken cancellation) =>
        channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);
}
